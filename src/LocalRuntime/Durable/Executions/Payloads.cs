using System.Text;

namespace CryptoVault.LocalRuntime.Durable.Executions;

/// <summary>The bound of what is kept in a history: histories hold ids and small facts, not data.</summary>
internal static class Payloads
{
    /// <summary>Most bytes of an input, output, event or status; so that a turn's documents always fit into a commit.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The payload, if it is not too large.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static string? Checked(string? payload, string what)
    {
        var bytes = payload is null || payload.Length * 3L <= MaxBytes ? 0 : Encoding.UTF8.GetByteCount(payload);
        return bytes <= MaxBytes
            ? payload
            : throw new ArgumentException($"{what} has {bytes} bytes; at most {MaxBytes} are kept in a history. Store the data elsewhere and pass its id.");
    }
}
