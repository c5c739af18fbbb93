using System.Buffers.Binary;

namespace CryptoVault.Ledger.Liabilities;

/// <summary>
/// A leaf, or the root of a chunk of leaves, as it is kept and stored: 64 bytes, because there are as many as balances and
/// more. Leaves are in the order of their places.
/// </summary>
internal readonly record struct PlacedNode
{
    /// <summary>Bytes of a record: place (16), hash (32), units (16), numbers big-endian.</summary>
    public const int RecordBytes = 64;

    private readonly UInt128 hashStart;
    private readonly UInt128 hashEnd;
    private readonly Int128 units;

    public PlacedNode(UInt128 place, LiabilityNode node)
    {
        var hash = Convert.FromHexString(node.Hash);
        (Place, hashStart, hashEnd, units) = (
            place, BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash.AsSpan(16)), node.Units);
    }

    private PlacedNode(ReadOnlySpan<byte> record) => (Place, hashStart, hashEnd, units) = (
        BinaryPrimitives.ReadUInt128BigEndian(record), BinaryPrimitives.ReadUInt128BigEndian(record[16..]),
        BinaryPrimitives.ReadUInt128BigEndian(record[32..]), BinaryPrimitives.ReadInt128BigEndian(record[48..]));

    public UInt128 Place { get; }

    public LiabilityNode Node
    {
        get
        {
            Span<byte> hash = stackalloc byte[32];
            BinaryPrimitives.WriteUInt128BigEndian(hash, hashStart);
            BinaryPrimitives.WriteUInt128BigEndian(hash[16..], hashEnd);
            return new LiabilityNode(Convert.ToHexStringLower(hash), units);
        }
    }

    public static PlacedNode Read(ReadOnlySpan<byte> record) => new(record);

    public void Write(Span<byte> record)
    {
        BinaryPrimitives.WriteUInt128BigEndian(record, Place);
        BinaryPrimitives.WriteUInt128BigEndian(record[16..], hashStart);
        BinaryPrimitives.WriteUInt128BigEndian(record[32..], hashEnd);
        BinaryPrimitives.WriteInt128BigEndian(record[48..], units);
    }
}
