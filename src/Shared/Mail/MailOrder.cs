using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoVault.Messaging;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Mail;

/// <summary>
/// A mail that a decision promises to send. It names the customer and holds no address, and names a token's seed
/// and holds no token: address and token are filled in when the mail is written, so that neither lies in the store.
/// </summary>
/// <param name="MailId">The mail's id (a UUIDv7); the same id is the same mail.</param>
/// <param name="UserId">Whom it is for.</param>
/// <param name="Template">The name of its template (see <see cref="IMailTemplate"/>).</param>
/// <param name="CreatedAt">When it was promised: the mail's date.</param>
public sealed record MailOrder(string MailId, string UserId, string Template, DateTimeOffset CreatedAt)
{
    /// <summary>What the token in the mail is derived from; null for a mail without token.</summary>
    public MailTokenSeed? Token { get; init; }

    /// <summary>Which of the customer's addresses it goes to.</summary>
    public MailRecipient Recipient { get; init; }

    /// <summary>What the template fills in besides and is personal, by name; encrypted with the customer's key while it waits.</summary>
    public IReadOnlyDictionary<string, PersonalText>? Personal { get; init; }

    /// <summary>What the template fills in besides, by name. Nothing secret, nothing personal.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <summary>How decisions order mails.</summary>
public static class MailOrders
{
    /// <summary>Promises, within a decision, that a mail will be sent.</summary>
    public static void SendMail(this PartitionView view, MailOrder order)
    {
        var sealedOrder = order.Personal is null
            ? order
            : order with { Personal = order.Personal.ToDictionary(value => value.Key, value => view.SealNow(value.Value, $"mail.{value.Key}"), StringComparer.Ordinal) };
        view.Send(Queues.Mail, $"mail:{order.MailId}", null, sealedOrder, MailJson.Default.MailOrder);
    }

    /// <summary>Reads an order from a message's body.</summary>
    /// <exception cref="JsonException">The body is no such order.</exception>
    public static MailOrder Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, MailJson.Default.MailOrder) ?? throw new JsonException("The mail order is null.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MailOrder))]
internal sealed partial class MailJson : JsonSerializerContext;
