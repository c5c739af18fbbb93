using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>Output that goes past the logger, debugger calls, and exceptions told to clients. The two programs may write to the console.</summary>
internal sealed class DebugOutput : ISourceRule
{
    private const string Name = "debug-output";

    private static readonly HashSet<string> Writers = ["Console", "Debug", "Trace"];
    private static readonly string[] Programs = ["src/LocalHost/", "src/DemoPlayer/"];

    public IEnumerable<Finding> Check(SourceFile file) => !file.IsCSharp || !file.IsProduct
        ? []
        : file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>().SelectMany(access => Look(file, access));

    private static IEnumerable<Finding> Look(SourceFile file, MemberAccessExpressionSyntax access)
    {
        var (owner, member) = (LastName(access.Expression), access.Name.Identifier.Text);
        if (owner == "Console" && Programs.Any(program => file.Path.StartsWith(program, StringComparison.Ordinal)))
        {
            yield break;
        }

        if (Writers.Contains(owner) && (member.StartsWith("Write", StringComparison.Ordinal) || member is "Error" or "Out" or "Print" or "TraceInformation"))
        {
            yield return file.At(access, Name, Severity.Medium, $"{owner}.{member} goes past the logger, its levels and its redaction: log instead.");
        }
        else if (owner == "Debugger" && member is "Launch" or "Break")
        {
            yield return file.At(access, Name, Severity.High, $"Debugger.{member} stops the process: take it out.");
        }
        else if (member == "UseDeveloperExceptionPage")
        {
            yield return file.At(access, Name, Severity.High, "The developer exception page tells internals to clients.");
        }
        else if (member == "StackTrace" && owner != "Environment")
        {
            yield return file.At(access, Name, Severity.High, "A stack trace as text: log the exception instead, and answer a problem with its trace id.");
        }
    }

    private static string LastName(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        _ => "",
    };
}
