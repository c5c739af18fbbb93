using System.Text.Json;

namespace CryptoVault.Adapters.Sqlite;

/// <summary>
/// The value of one indexed field of one document: absent, an integer, or a text that lies in the document's body
/// (or, if the JSON has escapes in it, in an array of its own).
/// </summary>
internal readonly struct FieldValue
{
    private readonly byte[]? unescaped;
    private readonly long number;
    private readonly Kind kind;

    private FieldValue(Kind kind, long number, byte[]? unescaped = null)
    {
        this.kind = kind;
        this.number = number;
        this.unescaped = unescaped;
    }

    private enum Kind : byte
    {
        Absent,
        Integer,
        Slice,
        Unescaped,
    }

    public static FieldValue Integer(long value) => new(Kind.Integer, value);

    public static FieldValue Slice(int offset, int length) => new(Kind.Slice, ((long)offset << 32) | (uint)length);

    public static FieldValue Text(byte[] utf8) => new(Kind.Unescaped, 0, utf8);

    public void BindTo(Statement statement, int parameter, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case Kind.Absent:
                statement.BindNull(parameter);
                break;
            case Kind.Integer:
                statement.Bind(parameter, number);
                break;
            case Kind.Slice:
                statement.BindText(parameter, body.Slice((int)(number >> 32), (int)number));
                break;
            default:
                statement.BindText(parameter, unescaped);
                break;
        }
    }
}

/// <summary>Reads the indexed fields from the top level of a document and checks the document's shape on the way.</summary>
internal static class DocumentFields
{
    private const long MaxInteger = 1L << 53;

    /// <summary>Fills <paramref name="values"/>, one per field of the table.</summary>
    /// <exception cref="ArgumentException">The body is no document with this id, or an indexed field is of no indexable type.</exception>
    public static void Extract(ContainerTable table, string id, ReadOnlySpan<byte> body, Span<FieldValue> values)
    {
        values.Clear();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ArgumentException($"The body of '{id}' is not a JSON object.");
            }

            var named = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = !named && reader.ValueTextEquals("id"u8);
                var field = table.FieldOf(ref reader);
                reader.Read();
                if (isId)
                {
                    named = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(id);
                }

                if (field >= 0)
                {
                    values[field] = Value(ref reader, id, table.Fields[field]);
                }

                reader.Skip();
            }

            if (!named)
            {
                throw new ArgumentException($"The body of '{id}' does not have that id.");
            }

            reader.Read(); // throws when anything but white space follows
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body of '{id}' is not JSON.", exception);
        }
    }

    private static FieldValue Value(ref Utf8JsonReader reader, string id, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return FieldValue.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            case JsonTokenType.String:
                var buffer = new byte[reader.ValueSpan.Length];
                var length = reader.CopyString(buffer);
                return FieldValue.Text(buffer.AsSpan(0, length).ToArray());
            case JsonTokenType.Number when reader.TryGetInt64(out var number) && number is >= -MaxInteger and <= MaxInteger:
                return FieldValue.Integer(number);
            default:
                throw new ArgumentException($"Field '{field}' of '{id}' is indexed and so must be a string, an integer within 2^53, null or absent.");
        }
    }
}
