using System.Text.RegularExpressions;

namespace CryptoVault.Money;

/// <summary>An asset that the ledger keeps: a currency or coin. Assets are data, not an enumeration.</summary>
public sealed partial record Asset
{
    /// <summary>Most decimal places that an asset may have.</summary>
    public const int MaxScale = 18;

    /// <summary>Creates an asset.</summary>
    /// <param name="code">2 to 10 upper-case letters or digits, such as <c>BTC</c>.</param>
    /// <param name="scale">Decimal places that the ledger keeps: 0 to 18.</param>
    /// <param name="withdrawalScale">Decimal places that its network can carry: 0 to <paramref name="scale"/>.</param>
    /// <param name="displayPlaces">Decimal places to show: 0 to <paramref name="scale"/>.</param>
    /// <param name="name">The asset's name.</param>
    /// <param name="isFiat">True for money of a state, which moves by bank and not by chain.</param>
    /// <exception cref="ArgumentException">A part is out of its bounds.</exception>
    public Asset(string code, int scale, int withdrawalScale, int displayPlaces, string name, bool isFiat = false)
    {
        if (!CodePattern().IsMatch(code))
        {
            throw new ArgumentException($"'{code}' is no asset code: 2 to 10 upper-case letters or digits.", nameof(code));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)scale, (uint)MaxScale, nameof(scale));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)withdrawalScale, (uint)scale, nameof(withdrawalScale));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)displayPlaces, (uint)scale, nameof(displayPlaces));
        (Code, Scale, WithdrawalScale, DisplayPlaces, Name, IsFiat) = (code, scale, withdrawalScale, displayPlaces, name, isFiat);
    }

    /// <summary>The code, such as <c>BTC</c>.</summary>
    public string Code { get; }

    /// <summary>Decimal places that the ledger keeps.</summary>
    public int Scale { get; }

    /// <summary>Decimal places that its network can carry.</summary>
    public int WithdrawalScale { get; }

    /// <summary>Decimal places to show.</summary>
    public int DisplayPlaces { get; }

    /// <summary>The asset's name.</summary>
    public string Name { get; }

    /// <summary>True for money of a state, which moves by bank and not by chain.</summary>
    public bool IsFiat { get; }

    /// <summary>True while it neither comes nor goes over any network.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Nothing of this asset.</summary>
    public Amount Zero => new(0, this);

    /// <summary>True for a text that can be an asset's code.</summary>
    public static bool IsCode(string text) => CodePattern().IsMatch(text);

    /// <summary>Minor units as plain decimal digits with all of the asset's places.</summary>
    public string Format(Int128 units) => DecimalText.Format(units, Scale);

    /// <summary>Minor units as plain decimal digits without zeros at the end: for steps and bounds, which say what may be sent.</summary>
    public string FormatShort(Int128 units) => Scale == 0 ? Format(units) : Format(units).TrimEnd('0').TrimEnd('.');

    /// <summary>Assets are the same when their codes are.</summary>
    public bool Equals(Asset? other) => other is not null && (ReferenceEquals(this, other) || Code == other.Code);

    /// <inheritdoc />
    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    [GeneratedRegex("^[A-Z0-9]{2,10}\\z")]
    private static partial Regex CodePattern();
}
