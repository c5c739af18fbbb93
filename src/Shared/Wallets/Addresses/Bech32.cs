namespace CryptoVault.Wallets.Addresses;

/// <summary>Which check digits a bech32 text has.</summary>
internal enum Bech32Variant
{
    /// <summary>BIP-173.</summary>
    Bech32,
    /// <summary>BIP-350.</summary>
    Bech32M,
}

/// <summary>Bech32 and bech32m: base 32 with a prefix and six check characters. Sources: BIP-173, BIP-350.</summary>
internal static class Bech32
{
    private const string Charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int MaxLength = 90;
    private const int CheckCharacters = 6;
    private const uint Bech32MConstant = 0x2bc830a3;

    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>A text that was read.</summary>
    /// <param name="Prefix">The human-readable part, in lower case.</param>
    /// <param name="Values">The values of 5 bits, without the check characters.</param>
    /// <param name="Variant">Whose check digits it has.</param>
    internal readonly record struct Decoded(string Prefix, byte[] Values, Bech32Variant Variant);

    public static string Encode(string prefix, ReadOnlySpan<byte> values, Bech32Variant variant)
    {
        Span<byte> padded = stackalloc byte[values.Length + CheckCharacters];
        padded.Clear();
        values.CopyTo(padded);
        var check = Polymod(prefix, padded) ^ (variant == Bech32Variant.Bech32 ? 1 : Bech32MConstant);
        for (var i = 0; i < CheckCharacters; i++)
        {
            padded[values.Length + i] = (byte)((check >> (5 * (CheckCharacters - 1 - i))) & 31);
        }

        var text = new char[padded.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Charset[padded[i]];
        }

        return $"{prefix}1{new string(text)}";
    }

    public static AddressProblem TryDecode(string text, out Decoded decoded)
    {
        decoded = default;
        if (text.Length is 0 or > MaxLength)
        {
            return AddressProblem.Length;
        }

        var (upper, lower) = (false, false);
        foreach (var character in text)
        {
            if (character is < '!' or > '~')
            {
                return AddressProblem.Character;
            }

            upper |= char.IsAsciiLetterUpper(character);
            lower |= char.IsAsciiLetterLower(character);
        }

        if (upper && lower)
        {
            return AddressProblem.MixedCase;
        }

        text = text.ToLowerInvariant();
        var separator = text.LastIndexOf('1');
        if (separator < 1 || text.Length - separator - 1 < CheckCharacters)
        {
            return AddressProblem.Length;
        }

        var values = new byte[text.Length - separator - 1];
        for (var i = 0; i < values.Length; i++)
        {
            var value = Charset.IndexOf(text[separator + 1 + i], StringComparison.Ordinal);
            if (value < 0)
            {
                return AddressProblem.Character;
            }

            values[i] = (byte)value;
        }

        var check = Polymod(text[..separator], values);
        if (check is not 1 and not Bech32MConstant)
        {
            return AddressProblem.Checksum;
        }

        decoded = new Decoded(text[..separator], values[..^CheckCharacters], check == 1 ? Bech32Variant.Bech32 : Bech32Variant.Bech32M);
        return AddressProblem.None;
    }

    /// <summary>Groups bytes into values of 5 bits, padding with zeros.</summary>
    public static byte[] ToValues(ReadOnlySpan<byte> bytes)
    {
        var values = new byte[((bytes.Length * 8) + 4) / 5];
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            var bit = (bytes[i / 8] >> (7 - (i % 8))) & 1;
            values[i / 5] |= (byte)(bit << (4 - (i % 5)));
        }

        return values;
    }

    /// <summary>Groups values of 5 bits into bytes; null when the padding is longer than 4 bits or not zero.</summary>
    public static byte[]? ToBytes(ReadOnlySpan<byte> values)
    {
        var bytes = new byte[values.Length * 5 / 8];
        for (var i = 0; i < values.Length * 5; i++)
        {
            var bit = (values[i / 5] >> (4 - (i % 5))) & 1;
            if (i < bytes.Length * 8)
            {
                bytes[i / 8] |= (byte)(bit << (7 - (i % 8)));
            }
            else if (bit != 0)
            {
                return null;
            }
        }

        return (values.Length * 5) - (bytes.Length * 8) > 4 ? null : bytes;
    }

    private static uint Polymod(string prefix, ReadOnlySpan<byte> values)
    {
        var check = 1u;
        foreach (var character in prefix)
        {
            check = Step(check, (uint)character >> 5);
        }

        check = Step(check, 0);
        foreach (var character in prefix)
        {
            check = Step(check, (uint)character & 31);
        }

        foreach (var value in values)
        {
            check = Step(check, value);
        }

        return check;
    }

    private static uint Step(uint check, uint value)
    {
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ value;
        for (var i = 0; i < Generator.Length; i++)
        {
            check ^= ((top >> i) & 1) == 1 ? Generator[i] : 0;
        }

        return check;
    }
}
