using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>What trigger listeners get from the host.</summary>
/// <param name="Shared">The services that all apps share: store, queues, clock.</param>
/// <param name="Configuration">The host's configuration.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logging">Makes loggers.</param>
internal sealed record RuntimeServices(IServiceProvider Shared, IConfiguration Configuration, TimeProvider Clock, ILoggerFactory Logging)
{
    /// <summary>A shared service that a kind of trigger cannot do without.</summary>
    /// <exception cref="StartupException">The host does not share one.</exception>
    public T Required<T>(string what) where T : class =>
        Shared.GetService<T>() ?? throw new StartupException([$"{what} need an {typeof(T).Name} among the shared services of the host."]);
}
