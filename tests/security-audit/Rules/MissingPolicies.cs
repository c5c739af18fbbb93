using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>HTTP functions that declare neither who may call them nor that everybody may.</summary>
internal sealed class MissingPolicies : ISourceRule
{
    private static readonly HashSet<string> Policies = ["Allow", "AllowAnonymous", "AllowSignedIn"];

    public IEnumerable<Finding> Check(SourceFile file) => !file.IsCSharp || !file.IsProduct
        ? []
        : file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.ParameterList.Parameters.Any(parameter => Has(parameter.AttributeLists, "HttpTrigger"))
                && !Policies.Any(policy => Has(method.AttributeLists, policy)))
            .Select(method => file.At(
                method, "missing-policy", Severity.Critical, $"The HTTP function {method.Identifier.Text} declares no policy: [Allow(...)] or [AllowAnonymous]."));

    private static bool Has(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Split('.')[^1] is var written && (written == name || written == $"{name}Attribute"));
}
