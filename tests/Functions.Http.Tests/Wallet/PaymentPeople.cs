namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>Customers with accounts, who pay each other in tests.</summary>
internal static class PaymentPeople
{
    public const string AnaId = "0198c0de-0000-7000-8000-0000000000a1";
    public const string BenId = "0198c0de-0000-7000-8000-0000000000b2";
    public const string CemId = "0198c0de-0000-7000-8000-0000000000c3";
    public const string Ana = AnaId + "+customer+kyc2";
    public const string Ben = BenId + "+customer+kyc2";
    public const string Cem = CemId + "+customer+kyc2";

    /// <summary>Opens their accounts; Ana has bitcoins, the others nothing.</summary>
    /// <param name="host">The host.</param>
    /// <param name="bitcoins">How many Ana has.</param>
    public static async Task<WalletHost> WithPayersAsync(this Task<WalletHost> host, string bitcoins)
    {
        var started = await host;
        foreach (var userId in new[] { AnaId, BenId, CemId })
        {
            await started.OpenAccountAsync(userId);
        }

        await started.FundAsync(bitcoins, Ana);
        return started;
    }
}
