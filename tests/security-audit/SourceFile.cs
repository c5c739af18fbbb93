using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CryptoVault.SecurityAudit;

/// <summary>A file of the repository.</summary>
/// <param name="Path">From the repository's root, with forward slashes.</param>
/// <param name="Text">All of it.</param>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> syntax = new(() => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>Part of what ships, in contrast to tests and tools.</summary>
    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>The syntax tree of a C# file.</summary>
    public SyntaxNode Syntax => syntax.Value;

    /// <summary>A finding at a place of the tree.</summary>
    public Finding At(SyntaxNode node, string rule, Severity severity, string message) =>
        new(rule, severity, Path, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, message);
}
