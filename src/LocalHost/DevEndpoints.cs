using CryptoVault.Accounts.SecondFactors;
using CryptoVault.LocalHost.DemoData;
using CryptoVault.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.LocalHost;

/// <summary>Endpoints for development, loopback only: what tests and the load programs ask the host about itself.</summary>
internal static class DevEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/dev/store-statistics", (HttpContext context) => context.RequestServices.GetRequiredService<IStoreStatistics>().Snapshot());
        endpoints.MapGet("/dev/second-factor-code", (HttpContext context) => CodeOf(
            context.Request.Query["secret"].FirstOrDefault() ?? DemoWorld.StaffSecret, context.RequestServices.GetRequiredService<TimeProvider>()));
        endpoints.MapGet("/dev/store-digest", async (HttpContext context) =>
        {
            if (context.RequestServices.GetService<IStoreSnapshots>() is not { } snapshots)
            {
                return Microsoft.AspNetCore.Http.Results.StatusCode(StatusCodes.Status501NotImplemented); // of Cosmos DB there is no view of one instant
            }

            using var snapshot = snapshots.OpenSnapshot();
            return Microsoft.AspNetCore.Http.Results.Json(new { digest = await snapshot.DigestAsync(VolatileContainers, context.RequestAborted) });
        });
    }

    /// <summary>What an authenticator app shows for a secret: for tours with curl. Who does not know the secret learns nothing.</summary>
    private static IResult CodeOf(string secret, TimeProvider clock) => Base32.Decode(secret) is { Length: > 0 } key
        ? Microsoft.AspNetCore.Http.Results.Text(Totp.CodeOf(key, Totp.StepOf(clock.GetUtcNow())))
        : Microsoft.AspNetCore.Http.Results.BadRequest("secret is no base 32.");

    /// <summary>What changes by itself with time and says nothing about the effect of a request.</summary>
    private static readonly string[] VolatileContainers = ["runtime", "chain", "projections", "workflows", "audit"];
}
