using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CryptoVault.Functions.Http.General.Contract;

/// <summary>YAML as JSON, by the JSON schema of YAML 1.2 (section 10.2): quoted scalars are strings, plain ones what they look like.</summary>
internal static class YamlJson
{
    public static byte[] Convert(byte[] yaml)
    {
        var stream = new YamlStream();
        using (var reader = new StreamReader(new MemoryStream(yaml)))
        {
            stream.Load(reader);
        }

        var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(stream.Documents[0].RootNode, writer);
        }

        return json.ToArray();
    }

    private static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in mapping.Children)
                {
                    writer.WritePropertyName(((YamlScalarNode)key).Value ?? "");
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Children)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(scalar, writer);
                break;
        }
    }

    private static void WriteScalar(YamlScalarNode scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
            return;
        }

        switch (text)
        {
            case "null" or "":
                writer.WriteNullValue();
                break;
            case "true" or "false":
                writer.WriteBooleanValue(text == "true");
                break;
            default:
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    writer.WriteStringValue(text);
                }

                break;
        }
    }
}
