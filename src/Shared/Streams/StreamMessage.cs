using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace CryptoVault.Streams;

/// <summary>An event of a stream. It is written once, and the same bytes go to all who get it.</summary>
public sealed class StreamMessage
{
    private readonly string? name;
    private readonly string? id;
    private byte[]? frame;
    private SerializedHubMessage? hubMessage;

    private StreamMessage(string? name, string? id, ReadOnlyMemory<byte> data, byte[]? frame = null) =>
        (this.name, this.id, Data, this.frame) = (name, id, data, frame);

    /// <summary>The event's name; empty for what is no event.</summary>
    public string Name => name ?? "";

    /// <summary>What it says: JSON without line breaks.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>As Server-Sent Events are written.</summary>
    public ReadOnlyMemory<byte> Frame => frame ??= WriteFrame();

    /// <summary>As a call of a SignalR client in the JSON protocol.</summary>
    internal SerializedHubMessage HubMessage => hubMessage ??=
        new SerializedHubMessage([new SerializedMessage("json", (byte[])[.. Encoding.UTF8.GetBytes($"{{\"type\":1,\"target\":\"{name}\",\"arguments\":["), .. Data.Span, .. "]}\u001e"u8])]);

    /// <summary>Roughly the bytes that it takes.</summary>
    internal int Size => Data.Length + 64;

    /// <summary>What is sent when nothing happened for a while.</summary>
    internal static StreamMessage Heartbeat { get; } = new(null, null, default, ": heartbeat\n\n"u8.ToArray());

    /// <summary>The last event of a stream that the server ends.</summary>
    public static StreamMessage Close(string reason) => new("close", null, Encoding.UTF8.GetBytes($"{{\"reason\":\"{reason}\"}}"));

    /// <summary>The first event: from now on nothing is missed.</summary>
    internal static StreamMessage Open(byte[] data) => new("open", null, data, [.. "retry: 2000\nevent: open\ndata: "u8, .. data, .. "\n\n"u8]);

    /// <param name="name">The event's name.</param>
    /// <param name="id">The event's id; null without.</param>
    /// <param name="data">JSON, which has no line breaks.</param>
    internal static StreamMessage Of(string name, string? id, ReadOnlyMemory<byte> data) => new(name, id, data);

    private byte[] WriteFrame() =>
        [.. Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"id: {id}\nevent: {name}\ndata: "), .. Data.Span, .. "\n\n"u8];
}
