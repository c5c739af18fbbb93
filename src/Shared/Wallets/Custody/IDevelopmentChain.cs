using CryptoVault.Money;

namespace CryptoVault.Wallets.Custody;

/// <summary>What developers, demonstrations and tests ask of a simulated chain. A real custody has no such thing.</summary>
public interface IDevelopmentChain
{
    /// <summary>A stranger's transaction that pays an address. The same reference again is the same transaction.</summary>
    /// <returns>The transfer as custody will list it.</returns>
    ValueTask<IncomingTransfer> SendAsync(string reference, string network, Amount amount, string address, CancellationToken cancellation = default);

    /// <summary>Coins that custody has had from the beginning: they stand against opening balances. The same reference again is the same coins.</summary>
    ValueTask EndowAsync(string reference, string network, Amount amount, CancellationToken cancellation = default);

    /// <summary>Mines blocks now, without waiting for their time.</summary>
    /// <returns>The height of the newest block.</returns>
    ValueTask<long> MineAsync(string network, int blocks, CancellationToken cancellation = default);
}
