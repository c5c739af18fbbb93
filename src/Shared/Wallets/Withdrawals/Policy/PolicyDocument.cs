using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Policy;

/// <summary>Who did something to the policy, when and why.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record PolicyAct(string By, DateTimeOffset At, string Reason);

/// <summary>A draft: it decides nothing until another admin publishes it.</summary>
/// <param name="Terms">What it says.</param>
/// <param name="Drafted">Who wrote it.</param>
public sealed record PolicyDraft(WithdrawalPolicyOptions Terms, PolicyAct Drafted);

/// <summary>A version that was published.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Drafted">Who wrote it.</param>
/// <param name="Published">Who put it in force.</param>
public sealed record PublishedVersion(int Version, PolicyAct Drafted, PolicyAct Published);

/// <summary>The withdrawal policy: which version is in force, which were, and the draft of the next. In container <c>system</c>.</summary>
/// <param name="Revision">Counts the changes: what <c>If-Match</c> must name.</param>
/// <param name="Versions">What was published, the newest last; the last is in force.</param>
public sealed record PolicyHeadDocument(int Revision, IReadOnlyList<PublishedVersion> Versions) : IDocument<PolicyHeadDocument>
{
    /// <summary>The id: there is one.</summary>
    public const string DocumentId = "withdrawal-policy";

    /// <summary>The policy's id in decisions.</summary>
    public const string PolicyId = "withdrawals";

    /// <summary>Nothing was published: the configuration's policy is in force.</summary>
    public static PolicyHeadDocument None { get; } = new(0, []);

    /// <summary>Where it lies.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "withdrawal-policy");

    /// <inheritdoc />
    public static JsonTypeInfo<PolicyHeadDocument> Json => PolicyJson.Default.PolicyHeadDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "withdrawal-policy";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The draft; null without one.</summary>
    public PolicyDraft? Draft { get; init; }

    /// <summary>The number of the version in force; 0 for the configuration's.</summary>
    [JsonIgnore]
    public int InForce => Versions.Count == 0 ? 0 : Versions[^1].Version;

    /// <summary>The revision as <c>ETag</c> and <c>If-Match</c> name it.</summary>
    [JsonIgnore]
    public string RevisionText => $"{Revision}";
}

/// <summary>What a published version says; never changed.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Terms">What it says.</param>
public sealed record PolicyVersionDocument(int Version, WithdrawalPolicyOptions Terms) : IDocument<PolicyVersionDocument>
{
    /// <inheritdoc />
    public static JsonTypeInfo<PolicyVersionDocument> Json => PolicyJson.Default.PolicyVersionDocument;

    /// <inheritdoc />
    public string Id => IdOf(Version);

    /// <inheritdoc />
    public string Type => "withdrawal-policy-version";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The document's id.</summary>
    public static string IdOf(int version) => $"withdrawal-policy-version:{version}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PolicyHeadDocument))]
[JsonSerializable(typeof(PolicyVersionDocument))]
internal sealed partial class PolicyJson : JsonSerializerContext;
