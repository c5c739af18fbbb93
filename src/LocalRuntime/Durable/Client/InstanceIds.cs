namespace CryptoVault.LocalRuntime.Durable.Client;

/// <summary>What an instance id may be, as the real engine has it.</summary>
internal static class InstanceIds
{
    private const int MaxLength = 100;

    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Check(string instanceId)
    {
        if (instanceId.Length is 0 or > MaxLength || instanceId[0] == '@' || instanceId.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw new ArgumentException(
                $"'{instanceId}' is no instance id: 1 to {MaxLength} characters, not beginning with @, without / \\ # ? and control characters.", nameof(instanceId));
        }
    }
}
