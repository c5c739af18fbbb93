namespace CryptoVault.LocalRuntime;

/// <summary>The host cannot start because of how it is configured or what its functions look like. The message says all of it.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Creates the exception from everything that is wrong.</summary>
    /// <param name="problems">One sentence each.</param>
    public StartupException(IReadOnlyList<string> problems)
        : base(problems.Count == 1
            ? problems[0]
            : $"{problems.Count} problems:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(p => $"- {p}"))}") => Problems = problems;

    /// <summary>Creates the exception from one problem with a cause.</summary>
    public StartupException(string problem, Exception cause)
        : base(problem, cause) => Problems = [problem];

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
