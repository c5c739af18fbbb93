using System.Globalization;
using CryptoVault.Idempotency;
using CryptoVault.Ids;
using CryptoVault.Simulation.Checks;
using CryptoVault.Simulation.World;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Simulation;

/// <summary>Fifty withdrawals at once against a balance that covers ten, in whatever weather the seed brings.</summary>
internal sealed class Rush(SimWorld world)
{
    public const int Asked = 50;
    public const int Covered = 10;

    private const string User = "ana";
    private const string Address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

    /// <summary>A tenth of the hundred bitcoins that she has, with its fee.</summary>
    private const long Units = 1_000_000_000 - Fee;
    private const long Fee = 2_000;

    private readonly Dictionary<int, string> refused = [];
    private int passed;

    /// <summary>All ask at the same moment.</summary>
    public void Begin()
    {
        var amount = (Units / 100_000_000m).ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < Asked; i++)
        {
            var (number, key) = (i, $"rush-{i}");
            var sent = new SentWithdrawal(User, DerivedId.Of("withdrawal", User, key), "BTC", Units, Fee);
            world.Model.Withdrawals[sent.WithdrawalId] = sent;
            var command = new RequestWithdrawalCommand(User, 2, "BTC", "bitcoin", Address, amount, new IdempotencyRequest(key, "POST wallet/withdrawals", key));
            world.Clients.Begin(new Operation(
                $"rush {number}",
                async node =>
                {
                    var asked = await node.Get<RequestWithdrawal>().ExecuteAsync(command);
                    if (asked.Error is { } error and not Results.ServiceUnavailable)
                    {
                        refused[number] = error.Code;
                    }

                    return asked.Error;
                },
                () =>
                {
                    sent.WasAcknowledged = true;
                    passed++;
                }));
        }
    }

    /// <summary>Exactly as many passed as the balance covers; that it was never negative is watched at each commit.</summary>
    public void Check()
    {
        if (passed != Covered || refused.Count != Asked - Covered || refused.Values.Any(code => code != "INSUFFICIENT_FUNDS"))
        {
            world.Fail(Failure.Model, $"{passed} of {Asked} passed, and {refused.Count} were refused: {string.Join(", ", refused.Values.Distinct())}");
        }
    }
}
