using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>Broken algorithms and modes, guessable randomness, switched-off certificate checks (CWE-327, CWE-338, CWE-295).</summary>
internal sealed class WeakCryptography : ISourceRule
{
    private const string Name = "weak-cryptography";

    private static readonly HashSet<string> Broken = ["MD5", "SHA1", "HMACMD5", "HMACSHA1", "DES", "TripleDES", "RC2", "ECB"];

    public IEnumerable<Finding> Check(SourceFile file) => !file.IsCSharp || !file.IsProduct
        ? []
        : file.Syntax.DescendantNodes().SelectMany(node => Look(file, node));

    private static IEnumerable<Finding> Look(SourceFile file, SyntaxNode node)
    {
        if (node is IdentifierNameSyntax name && Broken.Contains(name.Identifier.Text))
        {
            yield return file.At(node, Name, Severity.High, $"{name.Identifier.Text} is broken or unsafe: use SHA-256, HMAC-SHA-256, AES-GCM.");
        }
        else if (node is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "Random" } })
        {
            yield return file.At(node, Name, Severity.High, "Random can be foretold: RandomNumberGenerator for anything that must not be guessed.");
        }
        else if (node is MemberAccessExpressionSyntax { Name.Identifier.Text: "DangerousAcceptAnyServerCertificateValidator" })
        {
            yield return file.At(node, Name, Severity.High, "Any certificate is accepted.");
        }
        else if (node is AssignmentExpressionSyntax { Left: var left, Right: LambdaExpressionSyntax { ExpressionBody: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } }
            && left.ToString().EndsWith("CertificateCustomValidationCallback", StringComparison.Ordinal))
        {
            yield return file.At(node, Name, Severity.High, "Any certificate is accepted.");
        }
    }
}
