using System.Globalization;
using System.Numerics;

namespace CryptoVault.Wallets.Addresses;

/// <summary>
/// The curve secp256k1 (SEC 2, version 2, section 2.4.1), as far as finding the public key of a signature needs it. It works on
/// public values only, so it need not take the same time for all; it must never be used with a private key.
/// </summary>
internal static class Secp256k1
{
    private static readonly BigInteger P = Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");
    private static readonly Point G = new(
        Hex("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"), Hex("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    /// <summary>A point that is not the one at infinity.</summary>
    internal readonly record struct Point(BigInteger X, BigInteger Y)
    {
        /// <summary>X and Y, 32 bytes each.</summary>
        public byte[] ToBytes() => [.. Bytes(X), .. Bytes(Y)];

        /// <summary>X, after a byte that says whether Y is odd.</summary>
        public byte[] ToCompressed() => [(byte)(Y.IsEven ? 2 : 3), .. Bytes(X)];
    }

    /// <summary>
    /// The public key that made an ECDSA signature (SEC 1, version 2, section 4.1.6), or null when none can have made it.
    /// </summary>
    /// <param name="hash">The 32 bytes that were signed.</param>
    /// <param name="signature">R and S, 32 bytes each.</param>
    /// <param name="recoveryId">Which of the up to four keys: 0 to 3.</param>
    public static Point? Recover(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, int recoveryId)
    {
        if (hash.Length != 32 || signature.Length != 64 || recoveryId is < 0 or > 3)
        {
            return null;
        }

        var (r, s) = (Number(signature[..32]), Number(signature[32..]));
        var x = r + ((recoveryId & 2) == 0 ? BigInteger.Zero : N);
        if (r.IsZero || s.IsZero || r >= N || s >= N || x >= P)
        {
            return null;
        }

        var square = Mod((x * x * x) + 7, P);
        var y = BigInteger.ModPow(square, (P + 1) / 4, P);
        if (y * y % P != square)
        {
            return null;
        }

        var point = new Point(x, y.IsEven == ((recoveryId & 1) == 0) ? y : P - y);
        var inverse = BigInteger.ModPow(r, N - 2, N);
        return Add(Multiply(point, Mod(s * inverse, N)), Multiply(G, Mod(-Number(hash) * inverse, N)));
    }

    /// <summary>A multiple of the curve's generator: the public key of a test's private key.</summary>
    internal static Point? OfGenerator(BigInteger factor) => Multiply(G, Mod(factor, N));

    private static Point? Multiply(Point point, BigInteger factor)
    {
        Point? sum = null;
        Point? power = point;
        for (var rest = factor; !rest.IsZero; rest >>= 1)
        {
            if (!rest.IsEven)
            {
                sum = Add(sum, power);
            }

            power = Add(power, power);
        }

        return sum;
    }

    /// <summary>The sum of two points; null is the point at infinity.</summary>
    private static Point? Add(Point? left, Point? right)
    {
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        if (a.X == b.X && (a.Y + b.Y) % P == 0)
        {
            return null;
        }

        var slope = a == b
            ? 3 * a.X * a.X * BigInteger.ModPow(2 * a.Y, P - 2, P)
            : (b.Y - a.Y) * BigInteger.ModPow(Mod(b.X - a.X, P), P - 2, P);
        var x = Mod((slope * slope) - a.X - b.X, P);
        return new Point(x, Mod((slope * (a.X - x)) - a.Y, P));
    }

    private static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        var rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        var written = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(bytes, bytes.Length - written.Length);
        return bytes;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
