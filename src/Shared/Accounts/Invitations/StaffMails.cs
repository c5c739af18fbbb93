using CryptoVault.Mail;

namespace CryptoVault.Accounts.Invitations;

/// <summary>Carries the token by which an invited member of the staff sets a password.</summary>
internal sealed class StaffInvitationMail : IMailTemplate
{
    public const string TemplateName = "staff-invitation";

    public string Name => TemplateName;

    public MailText Compose(MailContent content) => new(
        "You are invited to the staff of CryptoVault",
        $"""
        An administrator invites you to work on CryptoVault as {content.Values.GetValueOrDefault("role", "staff").Replace('_', ' ')}.{Pending(content)}

        Set your password to accept. The token works once, until {content.Values.GetValueOrDefault("until", "soon")} (UTC):

        {content.TokenLines("accept-invitation")}
        Then sign in and set up a second factor: staff cannot do anything without one. If you do
        not expect this invitation, do nothing, and tell us.

        """);

    private static string Pending(MailContent content) => content.Values.GetValueOrDefault("pending", "").Length == 0
        ? ""
        : " A second\nadministrator has to confirm the role before it is yours.";
}

/// <summary>Tells somebody that a role was given or taken.</summary>
internal sealed class RolesChangedMail : IMailTemplate
{
    public const string TemplateName = "roles-changed";

    public string Name => TemplateName;

    /// <summary>The mail about a change of roles.</summary>
    public static MailOrder Of(string mailId, string userId, Role role, bool isGiven, IReadOnlyList<string> roles, DateTimeOffset now) => new(mailId, userId, TemplateName, now)
    {
        Values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["role"] = RoleNames.Of(role), ["change"] = isGiven ? "given to you" : "taken from you", ["roles"] = string.Join(", ", roles),
        },
    };

    public MailText Compose(MailContent content) => new(
        "Your roles were changed",
        $"""
        The role {Words(content, "role")} was {content.Values.GetValueOrDefault("change", "changed")} by an administrator.

        Your roles now: {Words(content, "roles")}. The change holds at once.
        If you do not expect it, tell an administrator or support.

        """);

    private static string Words(MailContent content, string name) => content.Values.GetValueOrDefault(name, "") is { Length: > 0 } text ? text.Replace('_', ' ') : "none";
}
