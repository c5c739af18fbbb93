using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Activity;
using CryptoVault.Accounts.Registration;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.Profiles;

/// <summary>What is identified cannot be changed by its owner any more.</summary>
public sealed record ProfileIdentified()
    : ConflictError("PROFILE_IDENTIFIED", "Country and date of birth were checked when you were identified. Contact support to change them.");

/// <summary>Reads and changes the caller's own data.</summary>
public sealed class OwnProfile(Partitions partitions, IDocumentStore store, TimeProvider clock, AccountOptions options, PersonalKeys? personal = null)
{
    /// <summary>The data.</summary>
    public async Task<Result<ProfileDocument>> FindAsync(Caller caller, CancellationToken cancellation = default) =>
        await store.FindPersonalAsync<ProfileDocument>(personal, caller.UserId, ProfileDocument.DocumentId, cancellation) is { } profile ? profile : new UserNotFound();

    /// <summary>Changes what is stated, as long as the customer is not identified.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="country">The country of residence; null to leave it.</param>
    /// <param name="birthDate">The date of birth; null to leave it.</param>
    /// <param name="cancellation">Ends the wait before the change is decided.</param>
    public async Task<Result<ProfileDocument>> ChangeAsync(Caller caller, string? country, DateOnly? birthDate, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        if (Check(country, birthDate, now) is { } refusal)
        {
            return refusal;
        }

        return await partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Change(view, country, birthDate, now), cancellation);
    }

    /// <summary>Sets what the caller's mails are known by; null removes it.</summary>
    public Task<Result<ProfileDocument>> SetAntiPhishingCodeAsync(Caller caller, string? code, CancellationToken cancellation = default) =>
        partitions.DecideAsync<ProfileDocument>(AccountPartitions.OfUser(caller.UserId), view =>
        {
            if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
            {
                return new UserNotFound();
            }

            if (profile.AntiPhishingCode.ValueOrNull == code)
            {
                return profile;
            }

            var changed = profile with { AntiPhishingCode = code };
            view.Set(changed);
            view.Note(new ActivityEvent(clock.GetUtcNow(), ActivityKind.ProfileChanged));
            return changed;
        }, cancellation);

    /// <summary>Records consents to versions in force.</summary>
    public Task<Result<ProfileDocument>> ConsentAsync(Caller caller, IReadOnlyList<(string Document, string Version)> consents, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        return partitions.DecideAsync(AccountPartitions.OfUser(caller.UserId), view => Consent(view, consents, now), cancellation);
    }

    private Error? Check(string? country, DateOnly? birthDate, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        if (country is not null && !Countries.IsCode(country))
        {
            errors.Add(AccountFields.InvalidCountry(country));
        }

        if (Ages.Refuse(birthDate, now) is { } wrong)
        {
            errors.Add(wrong);
        }

        if (errors.Count > 0)
        {
            return new ValidationFailed(errors);
        }

        if (country is not null && options.BlockedCountries.Contains(country))
        {
            return new CountryNotServed(country);
        }

        return birthDate is { } date && !Ages.IsOfAge(date, now, options) ? new CustomerTooYoung(options.YoungestAge) : null;
    }

    private static Result<ProfileDocument> Change(PartitionView view, string? country, DateOnly? birthDate, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        var changed = profile with { Country = country ?? profile.Country, BirthDate = birthDate is null ? profile.BirthDate : ProfileDocument.TextOf(birthDate) };
        if (changed == profile)
        {
            return profile;
        }

        // A date of birth that was never stated may still be; one that was, was checked with the rest.
        var isAddition = changed.Country == profile.Country && profile.BirthDate.IsNone;
        if (profile.KycLevel > 0 && !isAddition)
        {
            return new ProfileIdentified();
        }

        view.Set(changed);
        view.Note(new ActivityEvent(now, ActivityKind.ProfileChanged));
        return changed;
    }

    private Result<ProfileDocument> Consent(PartitionView view, IReadOnlyList<(string Document, string Version)> consents, DateTimeOffset now)
    {
        if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
        {
            return new UserNotFound();
        }

        foreach (var (document, version) in consents)
        {
            if (Consents.VersionOf(document, options) is var inForce && inForce != version)
            {
                return new ConsentOutdated(document, inForce);
            }
        }

        var given = consents.Where(consent => !profile.Consents.Any(known => (known.Terms, known.Version) == consent)).ToArray();
        if (given.Length == 0)
        {
            return profile;
        }

        var changed = profile with { Consents = [.. profile.Consents, .. given.Select(consent => new Consent(consent.Document, consent.Version, now))] };
        view.Set(changed);
        view.Note(new ActivityEvent(now, ActivityKind.Consented));
        return changed;
    }
}
