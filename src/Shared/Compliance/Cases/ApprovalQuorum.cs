using System.Text.Json.Serialization;
using CryptoVault.Accounts;

namespace CryptoVault.Compliance.Cases;

/// <summary>So many approvals of people with one of the roles.</summary>
/// <param name="Roles">The roles' names.</param>
/// <param name="Count">How many people; at least one.</param>
public sealed record ApprovalGroup(IReadOnlyList<string> Roles, int Count)
{
    internal RoleSet RoleSet => RoleSet.OfNames(Roles);

    /// <summary>The group with the next role of each of its roles.</summary>
    internal ApprovalGroup Escalated => this with { Roles = [.. Roles.Concat(Roles.Select(NextRole)).Distinct(StringComparer.Ordinal)] };

    /// <summary>Who is asked when people of a role do not decide.</summary>
    private static string NextRole(string role) => RoleNames.Find(role) switch
    {
        Role.ComplianceReviewer => RoleNames.Of(Role.ComplianceOfficer),
        Role.ComplianceOfficer or Role.Treasury => RoleNames.Of(Role.Admin),
        _ => role,
    };
}

/// <summary>
/// Who must approve: all groups together, each approval counting for one group only. "One of treasury and one
/// compliance officer" are two groups; "two of treasury or compliance" is one group that needs two.
/// </summary>
/// <param name="Groups">The groups; at least one.</param>
public sealed record ApprovalQuorum(IReadOnlyList<ApprovalGroup> Groups)
{
    /// <summary>Most groups that a quorum may have.</summary>
    public const int MaxGroups = 5;

    /// <summary>What it is after an escalation: the next role may take each part, too; as many people are needed as before.</summary>
    [JsonIgnore]
    public ApprovalQuorum Escalated => new([.. Groups.Select(group => group.Escalated)]);

    /// <summary>All roles that may take part.</summary>
    [JsonIgnore]
    public RoleSet Roles => new(Groups.Aggregate(0, (bits, group) => bits | group.RoleSet.Bits));

    /// <summary>True when somebody with these roles may take part.</summary>
    public bool Admits(RoleSet roles) => Groups.Any(group => group.RoleSet.Overlaps(roles));

    /// <summary>
    /// True when distinct people fill all groups. By Hall's theorem that is so exactly when, for every set of groups,
    /// at least as many people could serve in one of them as they need together.
    /// </summary>
    /// <param name="approvers">The roles of each person who approved.</param>
    public bool IsMetBy(IReadOnlyCollection<RoleSet> approvers)
    {
        for (var subset = 1; subset < 1 << Groups.Count; subset++)
        {
            var needed = 0;
            var roles = RoleSet.None;
            for (var i = 0; i < Groups.Count; i++)
            {
                if ((subset & (1 << i)) != 0)
                {
                    needed += Groups[i].Count;
                    roles = new RoleSet(roles.Bits | Groups[i].RoleSet.Bits);
                }
            }

            if (approvers.Count(approver => approver.Overlaps(roles)) < needed)
            {
                return false;
            }
        }

        return true;
    }
}
