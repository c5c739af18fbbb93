using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>Queries whose text is put together from values (CWE-89): values belong into parameters.</summary>
internal sealed partial class StringBuiltQueries : ISourceRule
{
    private const string Name = "string-built-query";

    public IEnumerable<Finding> Check(SourceFile file) => !file.IsCSharp || !file.IsProduct
        ? []
        : file.Syntax.DescendantNodes().OfType<ExpressionSyntax>()
            .Where(IsBuilt)
            .Select(query => file.At(query, Name, Severity.High, "A query put together from parts: give values as parameters, and take names from constants only."));

    private static bool IsBuilt(ExpressionSyntax expression) => expression switch
    {
        InterpolatedStringExpressionSyntax text => Statement().IsMatch(TextOf(text)) && text.Contents.OfType<InterpolationSyntax>().Any(hole => !IsConstant(hole.Expression)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum =>
            sum.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } && Statement().IsMatch(FirstText(sum)) && !Operands(sum).All(IsConstant),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Format" or "Concat" } } call =>
            call.ArgumentList.Arguments.Any(argument => argument.Expression is LiteralExpressionSyntax literal && Statement().IsMatch(literal.Token.ValueText))
            && !call.ArgumentList.Arguments.All(argument => IsConstant(argument.Expression)),
        _ => false,
    };

    private static string TextOf(InterpolatedStringExpressionSyntax text) =>
        string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "x"));

    private static string FirstText(BinaryExpressionSyntax sum) => Operands(sum).First() switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax text => TextOf(text),
        _ => "",
    };

    private static IEnumerable<ExpressionSyntax> Operands(ExpressionSyntax expression) =>
        expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum ? [.. Operands(sum.Left), .. Operands(sum.Right)] : [expression];

    /// <summary>A literal, or a name that is a constant of the same file.</summary>
    private static bool IsConstant(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax => true,
        InterpolatedStringExpressionSyntax text => text.Contents.OfType<InterpolationSyntax>().All(hole => IsConstant(hole.Expression)),
        IdentifierNameSyntax name => expression.SyntaxTree.GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>().Any(field =>
            field.Modifiers.Any(SyntaxKind.ConstKeyword) && field.Declaration.Variables.Any(variable => variable.Identifier.Text == name.Identifier.Text)),
        _ => false,
    };

    [GeneratedRegex(@"^\s*(SELECT\s.*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?(INTO\s)?|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)\s|ALTER\s+TABLE\s|DROP\s+(TABLE|INDEX)\s|PRAGMA\s|VACUUM\s|WITH\s+\w+\s+AS\s)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Statement();
}
