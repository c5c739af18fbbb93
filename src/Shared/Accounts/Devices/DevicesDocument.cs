using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Devices;

/// <summary>The devices from which a user signed in, and the sessions that may still live. In the user's partition.</summary>
/// <param name="Devices">The devices, the one used last at the end.</param>
/// <param name="Sessions">Ids of sessions, the newest at the end.</param>
public sealed record DevicesDocument(IReadOnlyList<KnownDevice> Devices, IReadOnlyList<string> Sessions) : IDocument<DevicesDocument>, IPersonalDocument<DevicesDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "devices";

    /// <summary>Most devices remembered; the one not used for longest is forgotten.</summary>
    public const int MostDevices = 20;

    /// <summary>Most sessions at a time; the oldest is ended.</summary>
    public const int MostSessions = 50;

    /// <summary>No device was ever seen.</summary>
    public static DevicesDocument None { get; } = new([], []);

    /// <inheritdoc />
    public static JsonTypeInfo<DevicesDocument> Json => AccountsJson.Default.DevicesDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "devices";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>The country of the last sign-in whose place was known.</summary>
    public string? LastCountry { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastCountryAt { get; init; }

    /// <summary>The hash of a network every device of which counts as known: where demo people sign in; null for none.</summary>
    public string? TrustedNetwork { get; init; }

    /// <summary>The device of a sign-in, if the account knows it.</summary>
    /// <param name="traits">What the request tells.</param>
    /// <param name="deviceId">The id of the token that it shows; null without.</param>
    /// <param name="network">The hash of its network.</param>
    /// <param name="byNetwork">True where a device without token is known by its traits and network.</param>
    public KnownDevice? Recognise(DeviceTraits traits, string? deviceId, string network, bool byNetwork) =>
        Devices.LastOrDefault(device => device.DeviceId == deviceId && device.Fingerprint == traits.Fingerprint)
        ?? (byNetwork || network == TrustedNetwork
            ? Devices.LastOrDefault(device => device.Network == network && device.Fingerprint == traits.Fingerprint)
            : null);

    /// <inheritdoc />
    public DevicesDocument WithPersonal(Func<PersonalText, string, PersonalText> map) =>
        this with { Devices = [.. Devices.Select(device => device with { Label = map(device.Label, "devices.label") })] };

    /// <summary>With the device in its newest state, and without the ones too many.</summary>
    public DevicesDocument With(KnownDevice device) =>
        this with { Devices = [.. Devices.Where(one => one.DeviceId != device.DeviceId).TakeLast(MostDevices - 1), device] };

    /// <summary>Without the device: it has to introduce itself anew.</summary>
    public DevicesDocument Without(string deviceId) => this with { Devices = [.. Devices.Where(one => one.DeviceId != deviceId)] };
}

/// <summary>A device from which a user signed in.</summary>
/// <param name="DeviceId">Its id, which its token carries.</param>
/// <param name="Fingerprint">The hash of its stable traits: a token with other traits is a copy.</param>
/// <param name="Network">The keyed hash of the network that it was in last.</param>
/// <param name="Label">A name that the owner recognises.</param>
/// <param name="FirstSeenAt">When it signed in first.</param>
/// <param name="LastSeenAt">When it signed in last.</param>
public sealed record KnownDevice(string DeviceId, string Fingerprint, string Network, PersonalText Label, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt)
{
    /// <summary>Until when sessions of this device cannot withdraw, because it was new; null when it never was.</summary>
    public DateTimeOffset? CoolOffUntil { get; init; }

    /// <summary>The country that it was in last; null when that is not known.</summary>
    public string? Country { get; init; }
}
