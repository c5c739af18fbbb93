using CryptoVault.Markets;

namespace CryptoVault.Matching;

/// <summary>What a book is asked to do.</summary>
internal enum BookCommandKind : byte
{
    /// <summary>Place <see cref="BookCommand.Order"/>.</summary>
    Place,
    /// <summary>Place <see cref="BookCommand.Order"/> and <see cref="BookCommand.Other"/> as an OCO.</summary>
    PlacePair,
    /// <summary>Cancel <see cref="BookCommand.Target"/>.</summary>
    Cancel,
    /// <summary>Make <see cref="BookCommand.Target"/> smaller: <see cref="BookCommand.Amount"/> lots in all.</summary>
    Reduce,
    /// <summary>Replace <see cref="BookCommand.Target"/> by <see cref="BookCommand.Order"/>, for which <see cref="BookCommand.Amount"/> is reserved beside.</summary>
    Replace,
    /// <summary>Move the market's clock on to <see cref="BookCommand.Amount"/>.</summary>
    Advance,
    /// <summary>Set the market's status, and its price band to <see cref="BookCommand.Amount"/> percent.</summary>
    Rule,
}

/// <summary>A command for a book, as a value: what is recorded, replayed and compared.</summary>
internal struct BookCommand
{
    public BookCommandKind Kind;
    public MarketStatus Status;
    public UInt128 Target;
    public long Amount;
    public NewOrder Order;
    public NewOrder Other;
}
