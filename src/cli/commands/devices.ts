import { listDevices } from "../../runtime/devices.js";
import type { Command } from "../command.js";

export const devicesCommand: Command = {
  name: "devices",
  arguments: "",
  positionals: [0, 0],
  summary: "List the devices that can train.",
  options: {},
  run(context) {
    const devices = listDevices();
    for (const device of devices) {
      context.output.say(`${device.id}  ${device.name}, ${device.threads} threads`);
    }
    return Promise.resolve({ devices });
  },
};
