using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace CryptoVault.LocalRuntime.Hosting;

/// <summary>What trigger listeners get from the host.</summary>
/// <param name="Shared">The services that all apps share: store, queues, clock.</param>
/// <param name="Configuration">The host's configuration.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logging">Makes loggers.</param>
internal sealed record RuntimeServices(IServiceProvider Shared, IConfiguration Configuration, TimeProvider Clock, ILoggerFactory Logging);
