using CryptoVault.Accounts.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Web;

namespace CryptoVault.Functions.Http.Azure;

/// <summary>Registers the sign-in of staff by Microsoft Entra ID, where it is configured.</summary>
internal static class EntraServices
{
    /// <summary>Call before <c>AddHttpApp</c>, whose own check is then used for the product's own tokens only.</summary>
    public static IServiceCollection AddEntraStaff(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetSection(EntraAccessCheck.Section).Exists())
        {
            return services;
        }

        services.AddAuthentication().AddMicrosoftIdentityWebApi(configuration, EntraAccessCheck.Section, EntraAccessCheck.Scheme);
        services.AddSingleton<AccessCheck>();
        services.AddSingleton<IAccessCheck, EntraAccessCheck>();
        return services;
    }
}
