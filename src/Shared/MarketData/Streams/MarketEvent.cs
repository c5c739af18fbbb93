using System.Text;

namespace CryptoVault.MarketData.Streams;

/// <summary>An event of a stream, written once for all who get it.</summary>
public sealed class MarketEvent
{
    private MarketEvent(ReadOnlyMemory<byte> frame) => Frame = frame;

    /// <summary>As Server-Sent Events are written.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    /// <summary>What is sent when nothing happened for a while.</summary>
    internal static MarketEvent Heartbeat { get; } = new(": heartbeat\n\n"u8.ToArray());

    /// <summary>The last event of a stream that the server ends.</summary>
    public static MarketEvent Close(string reason) => new(Encoding.UTF8.GetBytes($"event: close\ndata: {{\"reason\":\"{reason}\"}}\n\n"));

    /// <summary>The first event: from now on nothing is missed.</summary>
    internal static MarketEvent Open(byte[] data) => new((byte[])[.. "retry: 2000\nevent: open\ndata: "u8, .. data, .. "\n\n"u8]);

    /// <param name="channel">The event's name.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="data">JSON, which has no line breaks.</param>
    internal static MarketEvent Of(string channel, string id, ReadOnlySpan<byte> data)
    {
        var head = Encoding.UTF8.GetBytes($"id: {id}\nevent: {channel}\ndata: ");
        return new((byte[])[.. head, .. data, .. "\n\n"u8]);
    }
}
