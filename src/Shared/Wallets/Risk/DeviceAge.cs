using CryptoVault.Accounts.Devices;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Risk;

/// <summary>How long an account knows the device of a session.</summary>
internal static class DeviceAge
{
    /// <summary>When it was first seen; null when no device is known.</summary>
    public static DateTimeOffset? Since(PartitionView view, SessionDocument? session) =>
        session?.DeviceId is { } device
            ? view.Find<DevicesDocument>(DevicesDocument.DocumentId)?.Devices.FirstOrDefault(one => one.DeviceId == device)?.FirstSeenAt
            : null;
}
