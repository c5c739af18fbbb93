namespace CryptoVault.Markets;

/// <summary>The price around which a market's price band lies: its last trade's, else the external reference.</summary>
public interface IBandReference
{
    /// <summary>The price in ticks; 0 when there is none yet.</summary>
    long Find(Market market);
}
