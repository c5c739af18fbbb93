using System.Text;
using System.Text.Json;
using CryptoVault.Storage;
using Microsoft.Azure.Cosmos;

namespace CryptoVault.Adapters.Cosmos;

/// <summary>A declared container and the client library's handle to it.</summary>
internal sealed class StoreContainer
{
    private readonly byte[][] fields;

    public StoreContainer(ContainerDefinition definition, Container client)
    {
        Definition = definition;
        Client = client;
        fields = [.. definition.Indexes.SelectMany(index => index.Fields).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
    }

    public ContainerDefinition Definition { get; }

    public Container Client { get; }

    public string Name => Definition.Name;

    /// <summary>True when the property on which the reader stands is part of a declared index.</summary>
    public bool IsIndexed(ref Utf8JsonReader reader)
    {
        foreach (var field in fields)
        {
            if (reader.ValueTextEquals(field))
            {
                return true;
            }
        }

        return false;
    }
}
