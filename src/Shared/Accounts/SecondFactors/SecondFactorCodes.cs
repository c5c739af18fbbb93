using System.Security.Cryptography;
using System.Text;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>
/// Makes and checks codes: those of an authenticator, and single-use recovery codes. Secrets are encrypted at rest, of
/// recovery codes only keyed hashes are kept. Failures count in the user's partition and lock like failed sign-ins.
/// </summary>
public sealed class SecondFactorCodes(IKeyRing keys, IRandomness randomness, AccountOptions options)
{
    /// <summary>How many recovery codes a user gets.</summary>
    public const int RecoveryCodeCount = 10;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32
    private const int RecoveryCodeLength = 10;

    private readonly SecretBox box = new(keys, randomness, "second-factor");
    private readonly byte[] recoveryKey = keys.Derive("recovery-codes-v1");

    /// <summary>A new secret.</summary>
    public byte[] NewSecret()
    {
        var secret = new byte[Totp.SecretBytes];
        randomness.Fill(secret);
        return secret;
    }

    /// <summary>Encrypts a user's secret.</summary>
    public string Seal(byte[] secret, string userId) => box.Seal(secret, userId);

    /// <summary>New recovery codes: 50 bits each, as two groups.</summary>
    public IReadOnlyList<string> NewRecoveryCodes()
    {
        var codes = new string[RecoveryCodeCount];
        Span<byte> random = stackalloc byte[RecoveryCodeLength];
        for (var i = 0; i < codes.Length; i++)
        {
            randomness.Fill(random);
            var code = new StringBuilder();
            foreach (var one in random)
            {
                code.Append(Alphabet[one % Alphabet.Length]); // 256 is a multiple of 32: no character is likelier
            }

            codes[i] = code.Insert(RecoveryCodeLength / 2, '-').ToString();
        }

        return codes;
    }

    /// <summary>What is kept of recovery codes.</summary>
    public IReadOnlyList<string> HashesOf(string userId, IEnumerable<string> codes) => [.. codes.Select(code => HashOf(userId, code))];

    /// <summary>
    /// Within a decision: accepts a code and spends it in the same commit, or counts the failure. Both are changes, so the
    /// caller must not answer an error from within its decision.
    /// </summary>
    /// <returns>True when the code is accepted.</returns>
    public bool TrySpend(PartitionView view, string userId, string code, DateTimeOffset now)
    {
        var factor = view.Find<SecondFactorDocument>(SecondFactorDocument.DocumentId);
        var failures = view.Find<SignInFailuresDocument>(SignInFailuresDocument.DocumentId) ?? SignInFailuresDocument.None;
        if (factor is null || (factor.Secret is null && factor.RecoveryCodes.Count == 0) || failures.IsLocked(now))
        {
            return false;
        }

        if (Spend(factor, userId, code.Trim(), now) is not { } spent)
        {
            view.Put(failures.Fail(now, options));
            return false;
        }

        view.Set(spent);
        view.Remove<SignInFailuresDocument>(SignInFailuresDocument.DocumentId);
        return true;
    }

    /// <summary>The time step whose code this is under a secret that is not in force yet; null when it is none.</summary>
    public long? MatchPending(SecondFactorDocument factor, string userId, string code, DateTimeOffset now) =>
        factor.PendingSecret is { } pending ? Totp.Match(box.Open(pending, userId), code.Trim(), now, lastStep: 0) : null;

    private SecondFactorDocument? Spend(SecondFactorDocument factor, string userId, string code, DateTimeOffset now)
    {
        if (factor.Secret is { } secret && Totp.Match(box.Open(secret, userId), code, now, factor.LastStep) is { } step)
        {
            return factor with { LastStep = step };
        }

        var hash = HashOf(userId, code);
        return factor.RecoveryCodes.Contains(hash) ? factor with { RecoveryCodes = [.. factor.RecoveryCodes.Where(known => known != hash)] } : null;
    }

    private string HashOf(string userId, string code)
    {
        var plain = code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return Convert.ToHexStringLower(HMACSHA256.HashData(recoveryKey, Encoding.UTF8.GetBytes($"{userId}\n{plain}")).AsSpan(0, 16));
    }
}
