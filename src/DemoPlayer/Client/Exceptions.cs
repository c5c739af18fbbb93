namespace CryptoVault.DemoPlayer.Client;

/// <summary>Something is not as the story expects it.</summary>
internal sealed class UnexpectedException(string what, string expected, string actual)
    : Exception($"{what}: expected {expected}, got {actual}")
{
    public string What { get; } = what;

    public string Expected { get; } = expected;

    public string Actual { get; } = actual;
}

/// <summary>No answer came: the host may or may not have done what it was asked.</summary>
internal sealed class AnswerLostException(string request, Exception cause)
    : Exception($"{request}: {cause.Message}", cause);
