using CryptoVault.Results;

namespace CryptoVault.Markets;

/// <summary>
/// An order breaks one of its market's filters. The code is the filter's name; the field carries what was sent, the
/// bound or step that it breaks, and the nearest value that would pass.
/// </summary>
public sealed record FilterRejected : UnprocessableError
{
    /// <summary>Creates the error.</summary>
    public FilterRejected(FieldError field) : base(field.Code, field.Message) => Fields = [field];
}

/// <summary>The market takes no orders now.</summary>
public sealed record MarketNotTrading(string Symbol, MarketStatus Status)
    : ConflictError("MARKET_NOT_TRADING", $"{Symbol} takes no orders now ({(Status == MarketStatus.Halted ? "halted" : "cancels only")}).");

/// <summary>A market order needs a price to reserve by, and the market has none yet.</summary>
public sealed record NoReferencePrice(string Symbol)
    : ConflictError("NO_REFERENCE_PRICE", $"{Symbol} has no price yet by which this market order could be reserved; place a limit order.");

/// <summary>There is no such market.</summary>
public sealed record MarketNotFound(string Symbol) : NotFoundError("MARKET_NOT_FOUND", $"There is no market {Symbol}.");

/// <summary>A market of this symbol exists.</summary>
public sealed record MarketExists(string Symbol) : ConflictError("MARKET_EXISTS", $"The market {Symbol} exists already.");
