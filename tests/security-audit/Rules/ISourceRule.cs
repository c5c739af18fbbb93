namespace CryptoVault.SecurityAudit.Rules;

/// <summary>A rule that looks at one file at a time.</summary>
internal interface ISourceRule
{
    IEnumerable<Finding> Check(SourceFile file);
}
