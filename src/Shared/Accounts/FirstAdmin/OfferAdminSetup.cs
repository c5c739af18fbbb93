using CryptoVault.Audit;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Storage;

namespace CryptoVault.Accounts.FirstAdmin;

/// <summary>Shows a set-up code to the operator, and to nobody else.</summary>
public interface ISetupCodePlace
{
    /// <summary>True when the operator can still find the code where it was put.</summary>
    bool HasCode { get; }

    /// <summary>Puts the code where only the operator sees it.</summary>
    void Put(string code, DateTimeOffset expiresAt);

    /// <summary>Takes it away: it is used or worthless.</summary>
    void Remove();
}

/// <summary>
/// At start: while there is no administrator and no good code that the operator can find, makes a code (or takes
/// the configured one) and shows it. Its hash is committed before it is shown.
/// </summary>
public sealed class OfferAdminSetup(Partitions partitions, ISetupCodePlace place, IRandomness randomness, TimeProvider clock, AccountOptions options)
{
    /// <summary>Offers the set-up if there is need.</summary>
    public async Task<Result<Unit>> ExecuteAsync(CancellationToken cancellation = default)
    {
        var configured = options.AdminSetupCode.Length > 0;
        var code = configured ? options.AdminSetupCode : SetupCode.Create(randomness);
        var now = clock.GetUtcNow();
        var fresh = new AdminSetupDocument(AdminSetupState.Open, SetupCode.HashOf(code), now + options.SetupCodeLifetime);
        var hasCode = !configured && place.HasCode;
        var offered = await partitions.DecideAsync(
            AdminSetupDocument.Partition,
            view => Offer(view, fresh, now, options.BreakGlass, hash => configured ? hash == fresh.CodeHash : hasCode),
            cancellation);
        if (!offered.IsSuccess)
        {
            return offered.Error;
        }

        switch (offered.Value)
        {
            case Offered.Anew or Offered.BreakGlass when !configured:
                place.Put(code, fresh.ExpiresAt);
                break;
            case Offered.Closed when place.HasCode:
                place.Remove();
                break;
        }

        return Unit.Value;
    }

    private static Result<Offered> Offer(PartitionView view, AdminSetupDocument fresh, DateTimeOffset now, bool breakGlass, Func<string, bool> isKnownToOperator)
    {
        var known = view.Find<AdminSetupDocument>(AdminSetupDocument.DocumentId);
        if (known is null)
        {
            view.Add(fresh);
            view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.AdminSetupOffered, "admin-setup"));
            return Offered.Anew;
        }

        if (known.State == AdminSetupState.Closed)
        {
            return OfferBreakGlass(view, known, fresh, now, breakGlass, isKnownToOperator);
        }

        if (now < known.ExpiresAt && isKnownToOperator(known.CodeHash))
        {
            return Offered.Before;
        }

        view.Set(known with { CodeHash = fresh.CodeHash, ExpiresAt = fresh.ExpiresAt });
        view.Audit(new AuditEntry(AuditStreams.Administration, AuditActions.AdminSetupOffered, "admin-setup"));
        return Offered.Anew;
    }

    /// <summary>Without the wish for it, a code that was issued is void again.</summary>
    private static Result<Offered> OfferBreakGlass(
        PartitionView view, AdminSetupDocument known, AdminSetupDocument fresh, DateTimeOffset now, bool wanted, Func<string, bool> isKnownToOperator)
    {
        if (!wanted || known.Pending is not null)
        {
            if (known.BreakGlass is not null)
            {
                view.Set(known with { BreakGlass = null });
            }

            return Offered.Closed;
        }

        if (now < known.BreakGlass?.ExpiresAt && isKnownToOperator(known.BreakGlass.CodeHash))
        {
            return Offered.Before;
        }

        view.Set(known with { BreakGlass = new BreakGlassCode(fresh.CodeHash, fresh.ExpiresAt) });
        return Offered.BreakGlass;
    }

    private enum Offered
    {
        Anew,
        Before,
        Closed,
        BreakGlass,
    }
}
