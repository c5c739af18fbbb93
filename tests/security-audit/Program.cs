using CryptoVault.LocalProcess;
using CryptoVault.SecurityAudit;
using CryptoVault.SecurityAudit.Host;

// The audit of this repository: its files, its restored packages, and the answers of the host that it builds.
// Exit code 1 when anything high or critical is found.
if (args is not ([] or ["--no-host"] or ["--host", _]))
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project tests/security-audit [-- --no-host | --host URL]
          audits files and restored packages of this repository, and the headers of a host: one of its own with demo data,
          none (--no-host), or a running one (--host; public answers only)
        """);
    return 2;
}

var findings = RepositoryAudit.Run(Repository.Root);
if (args is ["--host", var url])
{
    using var http = new HttpClient { BaseAddress = new Uri(url.TrimEnd('/') + "/") };
    findings = [.. findings, .. await new HeaderAudit(http).RunAsync(token: null)];
}
else if (args is [])
{
    findings = [.. findings, .. await AuditedHost.RunAsync()];
}

var left = Accepted.Apply(findings, Accepted.Read(Path.Combine(AppContext.BaseDirectory, "accepted.json")));
foreach (var finding in left.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Place, StringComparer.Ordinal).ThenBy(finding => finding.Line))
{
    Console.WriteLine(finding);
}

var bad = left.Count(finding => finding.Severity >= Severity.High);
Console.WriteLine($"{left.Count} findings, {bad} of them high or critical; {findings.Count - left.Count(finding => finding.Rule != "accepted-list")} accepted with a reason.");
return bad == 0 ? 0 : 1;
