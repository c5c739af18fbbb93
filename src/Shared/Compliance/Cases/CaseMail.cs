using System.Globalization;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.Cases;

/// <summary>Reminds reviewers of a case, or asks the next role. It names the case and nothing about the customer.</summary>
internal sealed class CaseMail : IMailTemplate
{
    public const string TemplateName = "case-waits";

    public string Name => TemplateName;

    /// <summary>The order of a mail; its id is derived, so that the same reminder is one mail.</summary>
    public static MailOrder OrderOf(CaseDocument document, CaseEventKind call, string reviewer, DateTimeOffset now) =>
        new(DerivedId.Of("mail", "case", document.CaseId, $"{call}-{document.Reminders}", reviewer), reviewer, TemplateName, now)
        {
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["case"] = document.CaseId,
                ["type"] = document.CaseType switch
                {
                    CaseType.WithdrawalApproval => "A withdrawal waits for approval",
                    CaseType.DepositQuarantine => "A deposit waits for a decision",
                    CaseType.DepositReversal => "A deposit that the network took back waits for somebody to look after it",
                    _ => "A withdrawal waits for a manual review",
                },
                ["since"] = Shown(document.CreatedTime),
                ["due"] = document.CaseType is CaseType.WithdrawalApproval or CaseType.DepositQuarantine ? $"It expires at {Shown(document.CaseDue)}." : "Money is held until it is decided.",
                ["escalated"] = call == CaseEventKind.Escalated ? "true" : "",
            },
        };

    public MailText Compose(MailContent content)
    {
        var isEscalated = content.Values["escalated"].Length > 0;
        return new MailText(
            isEscalated ? "Escalated: a case nobody decided" : "Reminder: a case waits for you",
            $"""
            {content.Values["type"]}, since {content.Values["since"]}. {content.Values["due"]}

            Case: {content.Values["case"]}

            {(isEscalated ? "Those who should have decided did not: you may decide it now, too." : "You get this mail because your role may decide it.")}

            """);
    }

    private static string Shown(string time) => StoredTime.Parse(time).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
