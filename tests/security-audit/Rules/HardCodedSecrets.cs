using System.Text.RegularExpressions;

namespace CryptoVault.SecurityAudit.Rules;

/// <summary>
/// Secrets in the tree (CWE-798): known shapes of keys anywhere; and, outside the tests, whose people have made-up passwords,
/// values that look like one under a name that says so.
/// </summary>
internal sealed partial class HardCodedSecrets : ISourceRule
{
    private const string Name = "hard-coded-secret";
    private const double LeastBitsPerCharacter = 3.0;
    private const int LeastLength = 12;

    /// <summary>The demo people's, told on the start page; a host that listens beyond loopback refuses to have them.</summary>
    private const string DemoPassword = "demo-Passphrase-1";

    private static readonly (string What, Regex Shape)[] Shapes =
    [
        ("a private key", PrivateKey()),
        ("an Azure storage or Cosmos DB key", AccountKey()),
        ("a Service Bus key", SharedAccessKey()),
        ("a shared access signature", SharedAccessSignature()),
        ("an AWS access key", AwsKey()),
        ("a GitHub token", GitHubToken()),
        ("a Slack token", SlackToken()),
        ("a signed JSON Web Token", WebToken()),
        ("credentials in a URL", UrlCredentials()),
    ];

    public IEnumerable<Finding> Check(SourceFile file)
    {
        var number = 0;
        foreach (var line in file.Text.Split('\n'))
        {
            number++;
            foreach (var what in Look(line, named: !file.Path.StartsWith("tests/", StringComparison.Ordinal)))
            {
                yield return new Finding(Name, Severity.Critical, file.Path, number, $"This looks like {what}: take it from configuration or the key ring, and change it if it was real.");
            }
        }
    }

    private static IEnumerable<string> Look(string line, bool named)
    {
        foreach (var (what, shape) in Shapes)
        {
            if (shape.IsMatch(line))
            {
                yield return what;
                yield break;
            }
        }

        if (named && Assigned().Match(line) is { Success: true } match && match.Groups["value"].Value != DemoPassword && IsRandom(match.Groups["value"].Value))
        {
            yield return $"the value of '{match.Groups["name"].Value}'";
        }
    }

    /// <summary>Long, without blanks, and too irregular for words (Shannon entropy). Ids are no secrets.</summary>
    private static bool IsRandom(string value)
    {
        if (value.Length < LeastLength || value.Contains(' ', StringComparison.Ordinal) || Guid.TryParse(value, out _) || !value.Any(char.IsAsciiDigit) || !value.Any(char.IsAsciiLetter))
        {
            return false;
        }

        var bits = value.GroupBy(character => character).Sum(group => -(double)group.Count() / value.Length * Math.Log2((double)group.Count() / value.Length));
        return bits >= LeastBitsPerCharacter;
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"Account(Key)?=[A-Za-z0-9+/]{60,}={0,2}")]
    private static partial Regex AccountKey();

    [GeneratedRegex(@"SharedAccessKey=[A-Za-z0-9+/]{30,}={0,2}")]
    private static partial Regex SharedAccessKey();

    [GeneratedRegex(@"[?&]sig=[A-Za-z0-9%]{30,}")]
    private static partial Regex SharedAccessSignature();

    [GeneratedRegex(@"\bAKIA[0-9A-Z]{16}\b")]
    private static partial Regex AwsKey();

    [GeneratedRegex(@"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{50,}")]
    private static partial Regex GitHubToken();

    [GeneratedRegex(@"\bxox[abprs]-[A-Za-z0-9-]{10,}")]
    private static partial Regex SlackToken();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}")]
    private static partial Regex WebToken();

    [GeneratedRegex(@"://[^/\s:@""'{}$]+:[^/\s:@""'{}$]{4,}@")]
    private static partial Regex UrlCredentials();

    [GeneratedRegex(@"(?<name>\w*(?:password|passphrase|secret|api_?key|access_?key|private_?key|client_?secret|connection_?string|credential)\w*)[""']?\]?\s*(?:=|:|=>)\s*[""'](?<value>[^""'\s{}<>$()]+)[""']", RegexOptions.IgnoreCase)]
    private static partial Regex Assigned();
}
