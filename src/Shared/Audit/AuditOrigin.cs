using System.Net;
using System.Text;
using CryptoVault.Accounts.Access;
using CryptoVault.Security;

namespace CryptoVault.Audit;

/// <summary>
/// Whom a request is by and where it comes from, for whatever is recorded on its behalf. It goes with the asynchronous flow
/// of the request, like the correlation id, and costs nothing until something is recorded.
/// </summary>
public sealed class AuditOrigin(AuditOriginBox box, IPAddress? address)
{
    private static readonly AsyncLocal<AuditOrigin?> Ambient = new();

    /// <summary>The origin of the request that this code runs for; null outside requests.</summary>
    public static AuditOrigin? Current => Ambient.Value;

    /// <summary>The caller, once it is known.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Makes it the origin of the calling asynchronous flow from now on.</summary>
    public void Engage() => Ambient.Value = this;

    /// <summary>Who acts.</summary>
    internal AuditActor Actor => Caller is not { } caller
        ? new AuditActor(AuditActorKind.Anonymous, null)
        : new AuditActor(caller.Scopes is null ? AuditActorKind.User : AuditActorKind.ApiKey, caller.UserId)
        {
            SessionId = caller.SessionId,
            Roles = caller.Roles.ToNames(),
        };

    /// <summary>From where, encrypted for one record.</summary>
    internal string? SealFor(string recordId) => address is null ? null : box.Seal(address, recordId);
}

/// <summary>Encrypts the addresses in audit records, each for its record, and reads them for those who may.</summary>
public sealed class AuditOriginBox(IKeyRing keys, IRandomness randomness)
{
    private readonly SecretBox box = new(keys, randomness, "audit-origin");

    /// <summary>Encrypts an address.</summary>
    public string Seal(IPAddress address, string recordId) => box.Seal(Encoding.ASCII.GetBytes(address.ToString()), recordId);

    /// <summary>Reads it; null where there is none.</summary>
    public string? Open(AuditRecord record) => record.Origin is null ? null : Encoding.ASCII.GetString(box.Open(record.Origin, record.Id));
}
