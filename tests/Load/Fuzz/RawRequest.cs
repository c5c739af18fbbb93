using System.Net;
using System.Text;

namespace CryptoVault.Load.Fuzz;

/// <summary>A request as bytes, so that nothing puts right what is wrong in it.</summary>
internal sealed class RawRequest
{
    private const int LongestShown = 400;

    public string Method { get; set; } = "GET";

    /// <summary>Path and query as they go over the line.</summary>
    public string Target { get; set; } = "/";

    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[]? Body { get; set; }

    /// <summary>Sends the body in chunks instead of with its length.</summary>
    public bool IsChunked { get; set; }

    /// <summary>Bytes to send in place of all of it.</summary>
    public byte[]? Verbatim { get; set; }

    public byte[] ToBytes(IPEndPoint host)
    {
        if (Verbatim is not null)
        {
            return Verbatim;
        }

        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (Body is not null)
        {
            head.Append(IsChunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {Body.Length}\r\n");
        }

        var start = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        return Body is null ? start : !IsChunked ? [.. start, .. Body] : [.. start, .. Chunked(Body)];
    }

    private static byte[] Chunked(byte[] body) => body.Length == 0
        ? "0\r\n\r\n"u8.ToArray()
        : [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];

    public override string ToString()
    {
        var text = Verbatim is not null
            ? Encoding.Latin1.GetString(Verbatim)
            : $"{Method} {Target} {string.Join(", ", Headers.Where(header => header.Name != "Authorization").Select(header => $"{header.Name}: {header.Value}"))} {(Body is null ? "" : Encoding.Latin1.GetString(Body))}";
        return text.Length <= LongestShown ? text : $"{text[..LongestShown]}... ({text.Length} characters)";
    }
}
