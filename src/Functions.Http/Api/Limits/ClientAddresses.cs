using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.Functions.Http.Api.Limits;

/// <summary>
/// Tells the address that a request comes from. <c>X-Forwarded-For</c> is believed only as far as trusted proxies wrote
/// it (<c>Http:TrustedProxies</c>, addresses or networks such as 10.0.0.0/8): read from its end, the first address that
/// is none of them is the client's.
/// </summary>
internal sealed class ClientAddresses(IReadOnlyList<IPNetwork> proxies)
{
    private const string Setting = "Http:TrustedProxies";
    private const int LongestHeader = 1024;

    /// <summary>By configuration: a list, or one text with commas.</summary>
    /// <exception cref="InvalidOperationException">An entry is no address and no network.</exception>
    public static ClientAddresses Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        var entries = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. section.GetChildren().Select(child => child.Value ?? "")];
        return new ClientAddresses([.. entries.Select(Parse)]);
    }

    /// <summary>True where the client came by TLS: to us, or to a proxy that we trust and that says so.</summary>
    public bool IsSecure(HttpContext http) =>
        http.Request.IsHttps
        || (proxies.Count > 0 && http.Connection.RemoteIpAddress is { } address && IsProxy(address)
            && http.Request.Headers["X-Forwarded-Proto"].ToString().Equals("https", StringComparison.OrdinalIgnoreCase));

    public IPAddress? Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (proxies.Count == 0 || address is null || !IsProxy(address))
        {
            return address;
        }

        var header = http.Request.Headers["X-Forwarded-For"].ToString();
        var hops = header.Length > LongestHeader ? header[^LongestHeader..] : header;
        foreach (var hop in hops.Split(',', StringSplitOptions.TrimEntries).Reverse())
        {
            if (!IPEndPoint.TryParse(hop, out var client))
            {
                return address; // not an address: what stands before it was not written by whom we trust
            }

            address = client.Address;
            if (!IsProxy(address))
            {
                return address;
            }
        }

        return address;
    }

    private bool IsProxy(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return proxies.Any(network => network.Contains(plain));
    }

    private static IPNetwork Parse(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(entry, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new InvalidOperationException($"{Setting}: '{entry}' is no address and no network such as 10.0.0.0/8.");
    }
}
