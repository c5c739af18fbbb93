using System.Text.Json;

namespace CryptoVault.SecurityAudit;

/// <summary>Findings that were looked at and are right as they are.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">The place, exactly.</param>
/// <param name="Count">How many findings of the rule are there; one more or less is a finding again.</param>
/// <param name="Reason">Why that is right.</param>
internal sealed record Accepted(string Rule, string Place, int Count, string Reason)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Accepted> Read(string file) => JsonSerializer.Deserialize<Accepted[]>(File.ReadAllText(file), Json)
        ?? throw new InvalidDataException($"{file} is no list.");

    /// <summary>The findings that are not accepted, and a finding for each entry that no longer says what is.</summary>
    public static IReadOnlyList<Finding> Apply(IReadOnlyList<Finding> findings, IReadOnlyList<Accepted> accepted)
    {
        var left = new List<Finding>(findings);
        foreach (var entry in accepted)
        {
            var covered = findings.Where(finding => finding.Rule == entry.Rule && finding.Place == entry.Place).ToArray();
            if (covered.Length > entry.Count)
            {
                continue; // something new beside what was accepted: show all of them
            }

            left.RemoveAll(covered.Contains);
            if (covered.Length < entry.Count || string.IsNullOrWhiteSpace(entry.Reason))
            {
                left.Add(new Finding("accepted-list", Severity.High, entry.Place, 0, $"{entry.Count} accepted findings of {entry.Rule} with a reason, but {covered.Length} found: bring accepted.json up to date."));
            }
        }

        return left;
    }
}
