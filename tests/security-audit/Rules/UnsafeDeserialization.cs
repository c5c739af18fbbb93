using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>Readers that let the data choose the type, or the parser reach out (CWE-502, CWE-611).</summary>
internal sealed class UnsafeDeserialization : ISourceRule
{
    private const string Name = "unsafe-deserialization";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["BinaryFormatter"] = "runs code of the data's choice", ["SoapFormatter"] = "runs code of the data's choice",
        ["NetDataContractSerializer"] = "runs code of the data's choice", ["LosFormatter"] = "runs code of the data's choice",
        ["ObjectStateFormatter"] = "runs code of the data's choice", ["JavaScriptSerializer"] = "may resolve types of the data's choice",
        ["TypeNameHandling"] = "lets the data choose the type", ["XmlUrlResolver"] = "lets a document fetch others",
        ["DefaultJsonTypeInfoResolver"] = "reads any type by reflection: use the source-generated contexts",
    };

    public IEnumerable<Finding> Check(SourceFile file) => !file.IsCSharp || !file.IsProduct
        ? []
        : file.Syntax.DescendantNodes().OfType<SimpleNameSyntax>().SelectMany(name => Look(file, name));

    private static IEnumerable<Finding> Look(SourceFile file, SimpleNameSyntax name)
    {
        var text = name.Identifier.Text;
        if (Types.TryGetValue(text, out var reason))
        {
            yield return file.At(name, Name, Severity.High, $"{text} {reason}.");
        }
        else if (text == "Parse" && name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "DtdProcessing" } })
        {
            yield return file.At(name, Name, Severity.High, "DtdProcessing.Parse lets a document define entities.");
        }
        else if (text is "GetType" && name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Type" }, Parent: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: not (LiteralExpressionSyntax or InterpolatedStringExpressionSyntax) }, ..] } })
        {
            yield return file.At(name, Name, Severity.High, "Type.GetType with a text that is no constant: use a fixed table of types.");
        }
    }
}
