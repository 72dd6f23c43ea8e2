// ONNX Runtime, since 1.29 on Linux and macOS too, reports sessions and a device id to its makers unless this stands in the
// environment before its first session: https://github.com/microsoft/onnxruntime/pull/27379. Unpublished data are
// nobody else's business.
process.env["ORT_DISABLE_TELEMETRY"] = "1";
