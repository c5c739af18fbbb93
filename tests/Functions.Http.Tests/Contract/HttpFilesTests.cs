using System.Text.RegularExpressions;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>docs/http has a request for each operation, in the file of its area.</summary>
public sealed partial class HttpFilesTests
{
    [Fact]
    public void Files_HaveARequestForEachOperationAndNoOther()
    {
        var requests = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "docs", "http"), "*.http")
            .SelectMany(file => Request().Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
                .Select(match => $"{Path.GetFileNameWithoutExtension(file)} {match.Groups[1].Value} {match.Groups[2].Value.ToLowerInvariant()}"));

        Assert.Equal(
            ApiContract.Operations.Select(operation => $"{operation.Json["tags"]![0]} {operation.Id} {operation.Method}").Order(StringComparer.Ordinal),
            requests.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^### (\w+)\n#[^\n]*\n([A-Z]+) \{\{host\}\}/", RegexOptions.Multiline)]
    private static partial Regex Request();
}
