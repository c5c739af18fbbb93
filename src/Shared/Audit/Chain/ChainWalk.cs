using System.Text.Json;
using CryptoVault.Storage;

namespace CryptoVault.Audit.Chain;

/// <summary>Follows a day's chain from record to record and says where it breaks.</summary>
/// <param name="stream">The stream.</param>
/// <param name="day">The day.</param>
/// <param name="previous">The hash before the first record; null where it is not known.</param>
internal sealed class ChainWalk(string stream, string day, string? previous)
{
    /// <summary>How many records were found good.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of the last of them.</summary>
    public string? Hash { get; private set; } = previous;

    /// <summary>The day's first record.</summary>
    public AuditRecord? First { get; private set; }

    /// <summary>The record looked at last, good or not.</summary>
    public string? RecordId { get; private set; }

    /// <summary>Takes the next record; what is wrong with it, or null.</summary>
    public string? Take(ReadOnlySpan<byte> stored)
    {
        RecordId = null;
        try
        {
            var document = DocumentCodec.Decode<AuditRecordDocument>(stored);
            var record = document.Read();
            RecordId = record.Id;
            if (document.AuditSequence != Count + 1)
            {
                if (document.AuditSequence > Count)
                {
                    RecordId = null; // the one that is missing
                    return $"Place {Count + 1} is empty; the next record is at {document.AuditSequence}.";
                }

                return $"The place {document.AuditSequence} is taken twice.";
            }

            if (document.Stream != stream || document.Day != day || record.Stream != stream)
            {
                return "The record is of another chain.";
            }

            if (Hash is not null && document.Previous != Hash)
            {
                return "The record is not bound to the one before it.";
            }

            if (document.Hash != AuditLink.HashOf(stream, day, document.AuditSequence, document.Previous, document.Record))
            {
                return "The record was changed: its hash is another one.";
            }

            if (!IsAsWritten(stored, document))
            {
                return "What stands around the record was changed.";
            }

            Count++;
            Hash = document.Hash;
            First ??= record;
            return null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return $"The record at place {Count + 1} cannot be read.";
        }
    }

    /// <summary>The members beside the record (its place, what the indexes find it by) follow from it.</summary>
    private static bool IsAsWritten(ReadOnlySpan<byte> stored, AuditRecordDocument document)
    {
        var ours = new Utf8JsonReader(DocumentCodec.Encode(document));
        var theirs = new Utf8JsonReader(stored);
        return CanonicalJson.Of(JsonElement.ParseValue(ref ours)).AsSpan().SequenceEqual(CanonicalJson.Of(JsonElement.ParseValue(ref theirs)));
    }
}
