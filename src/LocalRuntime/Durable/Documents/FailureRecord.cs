using Microsoft.DurableTask;

namespace CryptoVault.LocalRuntime.Durable.Documents;

/// <summary>The details of a failure as they are stored.</summary>
internal sealed record FailureRecord(string Type, string Message, string? Stack, FailureRecord? Inner)
{
    private const int MaxDepth = 8;
    private const int MaxText = 16 * 1024;

    public static FailureRecord Of(Exception exception) => Of(TaskFailureDetails.FromException(exception), 0)!;

    public TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), null);

    /// <summary>Histories are read for years; of a monstrous exception the beginning is enough.</summary>
    private static FailureRecord? Of(TaskFailureDetails? details, int depth) => details is null || depth == MaxDepth
        ? null
        : new FailureRecord(details.ErrorType, Cut(details.ErrorMessage)!, Cut(details.StackTrace), Of(details.InnerFailure, depth + 1));

    private static string? Cut(string? text) => text?.Length > MaxText ? string.Concat(text.AsSpan(0, MaxText), "...") : text;
}
