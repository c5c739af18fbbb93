using System.Net;
using System.Text.Json;

namespace CryptoVault.Storage.CosmosGateway;

/// <content>The account, its databases and containers.</content>
public sealed partial class Gateway
{
    /// <summary>The account, as Resource/Settings/AccountProperties.cs of the client library reads it.</summary>
    private HttpResponseMessage Account()
    {
        var here = new[] { new { name = "Here", databaseAccountEndpoint = endpoint.ToString() } };
        return GatewayAnswer.Json(HttpStatusCode.OK, new
        {
            _self = "",
            id = "stand-in",
            _rid = "stand-in.documents.azure.com",
            media = "//media/",
            addresses = "//addresses/",
            _dbs = "//dbs/",
            writableLocations = here,
            readableLocations = here,
            enableMultipleWriteLocations = false,
            userReplicationPolicy = new { asyncReplication = false, minReplicaSetSize = 3, maxReplicasetSize = 4 },
            userConsistencyPolicy = new { defaultConsistencyLevel = "Session" },
            systemReplicationPolicy = new { minReplicaSetSize = 3, maxReplicasetSize = 4 },
            readPolicy = new { primaryReadCoefficient = 1, secondaryReadCoefficient = 1 },
            queryEngineConfiguration = "{\"clientDisableOptimisticDirectExecution\":false}",
        });
    }

    /// <summary>https://learn.microsoft.com/rest/api/cosmos-db/create-a-database</summary>
    private HttpResponseMessage CreateDatabase(byte[] body)
    {
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        lock (gate)
        {
            return databases.TryAdd(id, new Dictionary<string, GatewayContainer>(StringComparer.Ordinal))
                ? DatabaseAnswer(HttpStatusCode.Created, id)
                : GatewayAnswer.Error(HttpStatusCode.Conflict, "Resource with specified id or name already exists.");
        }
    }

    private HttpResponseMessage ReadDatabase(string id)
    {
        lock (gate)
        {
            return databases.ContainsKey(id) ? DatabaseAnswer(HttpStatusCode.OK, id) : GatewayAnswer.Error(HttpStatusCode.NotFound, "Resource Not Found.");
        }
    }

    private static HttpResponseMessage DatabaseAnswer(HttpStatusCode status, string id) =>
        GatewayAnswer.Json(status, new { id, _rid = GatewayContainer.RidText([1, 0, 0, 1]), _self = "dbs/AQAAAQ==/", _etag = "\"1\"", _colls = "colls/", _users = "users/", _ts = 1_700_000_000 }, "\"1\"");

    /// <summary>https://learn.microsoft.com/rest/api/cosmos-db/create-a-collection</summary>
    private HttpResponseMessage CreateContainer(string database, byte[] body)
    {
        var properties = JsonDocument.Parse(body).RootElement;
        var id = properties.GetProperty("id").GetString()!;
        lock (gate)
        {
            if (!databases.TryGetValue(database, out var containers))
            {
                return Missing();
            }

            // The fifth byte's highest bit says that it is a container: ResourceId.cs of the client library.
            var container = new GatewayContainer(properties, [1, 0, 0, 1, 0x80, 0, 0, (byte)(containers.Count + 1)], clock);
            return containers.TryAdd(id, container)
                ? Described(HttpStatusCode.Created, container)
                : GatewayAnswer.Error(HttpStatusCode.Conflict, "Resource with specified id or name already exists.");
        }
    }

    private static HttpResponseMessage ContainerAnswer(HttpMethod method, GatewayContainer container, byte[] body)
    {
        if (method == HttpMethod.Put)
        {
            container.Replace(JsonDocument.Parse(body).RootElement);
        }

        return Described(HttpStatusCode.OK, container);
    }

    private static HttpResponseMessage Described(HttpStatusCode status, GatewayContainer container)
    {
        var described = container.Properties.EnumerateObject().Where(property => !property.Name.StartsWith('_')).ToDictionary(property => property.Name, property => (object)property.Value);
        described["_rid"] = container.Rid;
        described["_self"] = $"dbs/AQAAAQ==/colls/{container.Rid}/";
        described["_etag"] = "\"1\"";
        described["_ts"] = 1_700_000_000;
        return GatewayAnswer.Json(status, described, "\"1\"");
    }

    /// <summary>By name or by resource id: the client library uses both.</summary>
    private GatewayContainer? Container(string database, string name)
    {
        lock (gate)
        {
            var containers = databases.GetValueOrDefault(database)
                ?? (database == "AQAAAQ==" ? databases.Values.FirstOrDefault(candidate => candidate.Values.Any(container => container.Rid == name)) : null);
            return containers?.GetValueOrDefault(name) ?? containers?.Values.FirstOrDefault(container => container.Rid == name);
        }
    }
}
