using System.Buffers;
using System.Text.Json;

namespace CryptoVault.Functions.Http.Api;

/// <summary>A buffer and writer for one answer's JSON, kept per thread for the next one.</summary>
internal sealed class JsonBuffer
{
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static JsonBuffer? spare;

    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    private JsonBuffer() => Writer = new Utf8JsonWriter(bytes, new JsonWriterOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    public Utf8JsonWriter Writer { get; }

    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    public static JsonBuffer Rent()
    {
        var buffer = spare ?? new JsonBuffer();
        spare = null;
        return buffer;
    }

    public static void Return(JsonBuffer buffer)
    {
        if (buffer.bytes.Capacity > LargestKept)
        {
            return;
        }

        buffer.bytes.ResetWrittenCount();
        buffer.Writer.Reset();
        spare = buffer;
    }
}
