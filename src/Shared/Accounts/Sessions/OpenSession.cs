using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Freezing;
using CryptoVault.Accounts.Places;
using CryptoVault.Accounts.Tokens;
using CryptoVault.Audit;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Protection;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Sessions;

/// <summary>A session about to be opened: its document and first token, and what its device tells.</summary>
/// <param name="UserId">Whose it will be.</param>
/// <param name="Document">The document, before its device was looked at.</param>
/// <param name="Token">The refresh token.</param>
/// <param name="Device">The device that signs in.</param>
public sealed record NewSession(string UserId, SessionDocument Document, RefreshToken Token, DeviceSighting Device);

/// <summary>A device that signs in, with what a decision about it may need.</summary>
/// <param name="Traits">What the request tells.</param>
/// <param name="ShownId">The id of the token that it shows; null without.</param>
/// <param name="NewId">The id that it gets if it shows none.</param>
/// <param name="Network">The keyed hash of its network.</param>
/// <param name="Place">Where it is; null when that is not known.</param>
/// <param name="MailId">The id of a mail about it.</param>
/// <param name="FreezeToken">The token of that mail.</param>
public sealed record DeviceSighting(DeviceTraits Traits, string? ShownId, string NewId, string Network, Place? Place, string MailId, MailToken FreezeToken);

/// <summary>A session as it was opened.</summary>
/// <param name="Roles">The account's roles.</param>
/// <param name="DeviceId">The device's id.</param>
public sealed record OpenedSession(RoleSet Roles, string DeviceId);

/// <summary>Prepares sessions, opens them within the decision that admits them, and answers with their tokens once they are committed.</summary>
public sealed class OpenSession(
    RefreshTokens refreshTokens, AccessTokens accessTokens, DeviceTokens deviceTokens, IPlaces places, AccountPartitions partitions, MailTokens mailTokens,
    IRandomness randomness, IIds ids, AccountOptions options)
{
    /// <summary>A session of a user on a device.</summary>
    public NewSession Prepare(string userId, DeviceTraits device, DateTimeOffset now, DateTimeOffset? secondFactorAt = null)
    {
        var sessionId = ids.New();
        var token = refreshTokens.First(userId, sessionId, randomness);
        var document = new SessionDocument(sessionId, now, now + options.SessionAbsolute, token.Generation, token.Hash, now, device.Hash)
        {
            SecondFactorAt = secondFactorAt,
        };
        return new NewSession(userId, document, token, Sight(userId, device));
    }

    /// <summary>The device's id by the token that it shows, or null.</summary>
    public string? DeviceOf(DeviceTraits device) => deviceTokens.Read(device.Token);

    /// <summary>
    /// Opens the session, within a decision. The first device of an account is known from the start; another one is
    /// told to the owner, and its sessions cannot withdraw for a day.
    /// </summary>
    public OpenedSession Open(PartitionView view, NewSession session, ProfileDocument profile)
    {
        var now = session.Document.CreatedAt;
        var known = view.Find<DevicesDocument>(DevicesDocument.DocumentId) ?? DevicesDocument.None;
        var sighting = session.Device;
        var device = known.Recognise(sighting.Traits, sighting.ShownId, sighting.Network, options.DevicesByNetwork);
        var isNew = device is null && known.Devices.Count > 0 && sighting.Network != known.TrustedNetwork;
        var risk = SignInRisk.Of(isNew, sighting.Place, known, now);
        device = Seen(device ?? Met(sighting, known, isNew, now), sighting, now);
        var document = session.Document with
        {
            DeviceId = device.DeviceId,
            DeviceLabel = device.Label,
            Country = sighting.Place?.Country,
            Risk = risk,
            CoolOffUntil = now < device.CoolOffUntil ? device.CoolOffUntil : null,
        };
        view.Add(document);
        var sessions = KeepNewest(view, known.Sessions, now);
        view.Put(known.With(device) with
        {
            Sessions = [.. sessions, document.SessionId],
            LastCountry = sighting.Place?.Country ?? known.LastCountry,
            LastCountryAt = sighting.Place is null ? known.LastCountryAt : now,
        });
        view.Note(new ActivityEvent(now, isNew ? ActivityKind.SignedInFromNewDevice : ActivityKind.SignedIn, device.Label, sighting.Place?.Country));
        view.Audit(new AuditEntry(AuditStreams.Access, AuditActions.SignedIn, $"user:{session.UserId}")
        {
            Actor = new AuditActor(AuditActorKind.User, session.UserId) { SessionId = document.SessionId },
        }.With("device", isNew ? "new" : "known").With("risk", $"{risk.Score}").With("secondFactor", document.SecondFactorAt is null ? "no" : "yes"));
        if (isNew)
        {
            Tell(view, profile, sighting, device, now);
        }

        return new OpenedSession(profile.RoleSet, device.DeviceId);
    }

    /// <summary>What the client gets once the session is committed.</summary>
    public SignedIn Finish(NewSession session, OpenedSession opened, DateTimeOffset now) => new(
        session.UserId, opened.Roles, accessTokens.Issue(session.UserId, session.Document.SessionId, opened.Roles, now), options.AccessTokenLifetime, session.Token.Text)
    {
        DeviceToken = deviceTokens.Create(opened.DeviceId),
        SessionEndsAt = now + options.SessionIdle,
    };

    private DeviceSighting Sight(string userId, DeviceTraits device) => new(
        device, deviceTokens.Read(device.Token), ids.New(), partitions.NetworkOf(device.Address), places.Find(device.Address), ids.New(),
        mailTokens.Create(FreezeLinksDocument.Purpose, userId, ids.New()));

    /// <summary>A device met for the first time. A token that is shown keeps its id, unless it is a copy on another device.</summary>
    private KnownDevice Met(DeviceSighting sighting, DevicesDocument known, bool isNew, DateTimeOffset now)
    {
        var isCopy = known.Devices.Any(device => device.DeviceId == sighting.ShownId);
        return new KnownDevice(
            isCopy ? sighting.NewId : sighting.ShownId ?? sighting.NewId, sighting.Traits.Fingerprint, sighting.Network, sighting.Traits.Label, now, now)
        {
            CoolOffUntil = isNew ? now + options.NewDeviceCoolOff : null,
        };
    }

    private static KnownDevice Seen(KnownDevice device, DeviceSighting sighting, DateTimeOffset now) => device with
    {
        LastSeenAt = now,
        Network = sighting.Network,
        Label = sighting.Traits.Label,
        Country = sighting.Place?.Country ?? device.Country,
    };

    private static IEnumerable<string> KeepNewest(PartitionView view, IReadOnlyList<string> sessions, DateTimeOffset now)
    {
        foreach (var id in sessions.SkipLast(DevicesDocument.MostSessions - 1))
        {
            if (view.Find<SessionDocument>(SessionDocument.IdOf(id)) is { End: null } oldest)
            {
                view.Set(oldest.Ended(SessionEnd.Superseded, now));
            }
        }

        return sessions.TakeLast(DevicesDocument.MostSessions - 1);
    }

    private void Tell(PartitionView view, ProfileDocument profile, DeviceSighting sighting, KnownDevice device, DateTimeOffset now)
    {
        FreezeLinksDocument.Add(view, new FreezeLink(sighting.FreezeToken.Hash, now, now + options.FreezeLinkLifetime, device.DeviceId));
        view.SendMail(new MailOrder(sighting.MailId, profile.UserId, NewDeviceMail.TemplateName, now)
        {
            Token = sighting.FreezeToken.Seed,
            Personal = new Dictionary<string, PersonalText> { ["device"] = device.Label },
            Values = new Dictionary<string, string>
            {
                ["country"] = sighting.Place?.Country ?? "unknown",
                ["time"] = $"{now:yyyy-MM-dd HH:mm}",
            },
        });
    }
}
